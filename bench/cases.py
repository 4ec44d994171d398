"""The pages of the cases and the acts on them, with many cases stored, on a PostgreSQL of its own.

    python bench/cases.py [--cases 100000] [--open 20] [--requests 60] [--acts 400] [--output cases.json]

Of every page: the middle and the 95th of a hundred of the times that passed in the server, the processor time of the
program and of the database's process for it, and its queries. On a machine that does other work too only the
processor time compares. Pages are asked through every layer of the site except the socket; acts too, and their
consumers (the bell) are caught up afterwards and counted apart, as the worker does it.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PEOPLE = ("usm_analyst", "manager_analyst", "centre_supervisor")
WARM_UP = 5
_together: list[Any] = []
"""Where the workers of this process wait for each other, so that all begin at once."""


@dataclass(frozen=True)
class Workers:
    """Who does the acts: threads of this process, or some processes with a thread each."""

    processes: int = 1
    threads: int = 1

    @property
    def count(self) -> int:
        return self.processes * self.threads

    def pool(self) -> Executor:
        if self.processes == 1:
            return ThreadPoolExecutor(self.threads, initializer=_join, initargs=(threading.Barrier(self.threads),))
        fresh = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.processes, fresh, initializer=_join, initargs=(fresh.Barrier(self.processes),))


WORKERS = (Workers(), Workers(threads=8), Workers(processes=2), Workers(processes=4))


@dataclass(frozen=True)
class Page:
    """A page by its name, and its address for each person; `fragment` as htmx asks for it."""

    name: str
    addresses: Callable[[str], list[str]]
    fragment: bool = False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--open", type=int, default=20, help="of a hundred cases, how many are open")
    parser.add_argument("--requests", type=int, default=60)
    parser.add_argument(
        "--acts", type=int, default=400, help="for each number of processes and threads; 0 measures none"
    )
    parser.add_argument("--output", type=Path)
    asked = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from tests.postgresql import throwaway_postgresql

    with tempfile.TemporaryDirectory(prefix="reitera_bench_") as folder, throwaway_postgresql() as address:
        _use_database(address, folder)
        people = _fill(asked.cases, asked.open)
        print(f"{asked.cases:,} cases, {asked.open} of a hundred open · {os.cpu_count()} cores")
        results = {"pages": _measure_pages(people, asked.requests), "acts": _measure_acts(people, asked.acts)}
        from django.db import connection

        connection.close()
    if asked.output:
        asked.output.write_text(json.dumps({"cases": asked.cases, "open": asked.open, **results}, indent=1))


def _use_database(address: str, folder: str) -> None:
    os.environ.update(DATABASE_URL=address, REITERA_DATA_DIR=folder, REITERA_LOG_LEVEL="ERROR")
    os.environ.setdefault("REITERA_SECRET_KEY", "only-for-a-measure")
    from reitera.site.cli.commands import migrate_database, set_up_django

    set_up_django()
    migrate_database()


def _fill(cases: int, open_of_hundred: int) -> dict[str, Any]:
    """The people of the tests' cast, and cases as years of work leave them; the people by name."""
    from django.db import connection

    from reitera.procedure.steps import WAITING_STATES
    from tests.cast import Cast

    start = time.perf_counter()
    cast = Cast.arrange()
    sizes = {
        "cases": cases,
        "open": open_of_hundred,
        "states": [state.value for state in WAITING_STATES],
        "centres": [cast.north.pk, cast.south.pk],
        "technicians": [cast.field_technician.pk, cast.field_technician_south.pk],
        "people": [cast.people[name].pk for name in PEOPLE],
    }
    with connection.cursor() as cursor:
        for statement in _FILLING:
            cursor.execute(statement, sizes)
        for table in ("customers_customer", "customers_product", "faults_faultreport", "cases_case", "core_event"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        cursor.execute("VACUUM ANALYZE")
    print(f"filled in {time.perf_counter() - start:.0f} s")
    return {name: cast.people[name] for name in PEOPLE}


_FILLING = (
    """INSERT INTO customers_customer (id, code, name, kind, phone, address, zone, folded)
       SELECT n, 'C' || n, name, 'person', '7' || n, '', 'Zona ' || n %% 40, lower(name) || ' c' || n
       FROM (SELECT n, (ARRAY['Ana', 'Luis', 'Rosa', 'Juan', 'Carla', 'Jorge', 'Marta', 'Pedro', 'Elena', 'Hugo'])
                         [1 + n %% 10] || ' ' ||
                       (ARRAY['Quispe', 'Mamani', 'Flores', 'Condori', 'Choque', 'Vargas', 'Rojas', 'Guzman', 'Lopez',
                              'Gutierrez', 'Cruz', 'Apaza', 'Rocha', 'Arce', 'Soliz', 'Ticona', 'Suarez', 'Calle',
                              'Nina', 'Torrez'])[1 + n / 10 %% 20] || ' ' ||
                       (ARRAY['Alvarez', 'Blanco', 'Caceres', 'Duran', 'Escobar', 'Fuentes', 'Garcia', 'Heredia',
                              'Ibanez', 'Jaldin', 'Loza', 'Medina', 'Nogales', 'Ortiz', 'Peredo', 'Quiroga', 'Rivera',
                              'Salinas', 'Tapia', 'Urquidi'])[1 + n / 200 %% 20] AS name
             FROM generate_series(1, %(cases)s) n) named""",
    """INSERT INTO customers_customer_operations_centres (customer_id, operationscentre_id)
       SELECT n, (%(centres)s::bigint[])[1 + n %% 2] FROM generate_series(1, %(cases)s) n""",
    """INSERT INTO customers_product (id, customer_id, code, plan, technology, monthly_billing, status, olt, port,
                                      splitter, box, location_text, operations_centre_id)
       SELECT n, n, 'P' || n, '', 'F', 60 + n %% 400, 'active', 'OLT-' || n %% 50, '', '', '', '',
              (%(centres)s::bigint[])[1 + n %% 2] FROM generate_series(1, %(cases)s) n""",
    # Every customer has a case, opened within two years, the open ones within four weeks.
    """CREATE UNLOGGED TABLE made AS
       SELECT n AS id,
              CASE WHEN n %% 100 < %(open)s
                   THEN (%(states)s::text[])[1 + n / 100 %% cardinality(%(states)s::text[])]
                   ELSE 'concluded' END AS state,
              CASE WHEN n %% 97 <> 0 THEN (%(centres)s::bigint[])[1 + n %% 2] END AS centre,
              date_trunc('second', now() - CASE WHEN n %% 100 < %(open)s THEN n %% 28 ELSE 40 + n %% 690 END
                         * interval '1 day' - n %% 86400 * interval '1 second') AS opened
       FROM generate_series(1, %(cases)s) n""",
    """INSERT INTO faults_faultreport (id, number, customer_id, product_id, reported_at, closed_at, annulled, category,
                                       symptom, operations_centre_id)
       SELECT 3 * id + k, 'R' || 3 * id + k, id, id, opened - (2 + 3 * k) * interval '1 day',
              opened - (1 + 3 * k) * interval '1 day', k = 2 AND id %% 10 = 0, 'sin_servicio', '', centre
       FROM made, generate_series(0, 2) k ORDER BY opened""",
    """INSERT INTO cases_case (id, customer_id, operations_centre_id, state, state_since, due_at, opened_at, origin,
                               opening_reason, segment, billing, reports_in_window, first_reported_at,
                               last_reported_at, latest_report_at, cycles_in_a_row, is_reincident, technician_id,
                               visits, dissatisfactions, is_critical, plan, incident, came_from, was_returned, result,
                               concluded_at)
       SELECT id, id, centre, state, opened + interval '3 hours',
              -- Of seven open cases one is overdue and one is due today or tomorrow.
              CASE WHEN state <> 'concluded' THEN now() + (id / 100 %% 7 - 1) * interval '20 hours' END,
              opened, 'cycle', '', (ARRAY['A', 'B', 'C', ''])[1 + id %% 4], 60 + id %% 400, 3,
              opened - interval '8 days', opened - interval '2 days', opened - interval '2 days', 1, id %% 12 = 0,
              CASE WHEN state = 'field_work' THEN (%(technicians)s::bigint[])[1 + id %% 2] END,
              id %% 3, 0, false, '', CASE WHEN state = 'plant_incident' THEN 'INC-' || id %% 30 ELSE '' END,
              CASE WHEN state = 'concluded' THEN 'quality_check' ELSE 'dispatch' END, false,
              CASE WHEN state = 'concluded' THEN 'satisfied' ELSE '' END,
              CASE WHEN state = 'concluded' THEN opened + interval '20 days' END
       FROM made ORDER BY opened""",
    """INSERT INTO core_event (id, kind, subject_kind, subject_id, case_id, step, actor_id, at, before, after,
                               centres_before, centres_after)
       SELECT row_number() OVER (ORDER BY opened, k), CASE WHEN k = 0 THEN 'case.opened' ELSE 'case.moved' END,
              'case', id::text, id, (ARRAY['', '2', '3', '4', '14'])[1 + k],
              CASE WHEN k > 0 THEN (%(people)s::bigint[])[1 + (id + k) %% 3] END, opened + k * interval '30 minutes',
              CASE WHEN k > 0 THEN jsonb_build_object('state', 'dispatch', 'due_at', opened) END,
              jsonb_build_object('state', state, 'outcome', 'received', 'due_at', opened, 'logged', '[]'::jsonb),
              '[]', '[]'
       FROM made, generate_series(0, 4) k""",
    """INSERT INTO core_eventpersonalvalues (event_id, customer_id, after)
       SELECT id, case_id, '{"remark": "Se llamó dos veces."}' FROM core_event WHERE id %% 5 = 0""",
    """INSERT INTO core_eventcursor (name, last_event_id)
       SELECT name, (SELECT max(id) FROM core_event) FROM unnest(ARRAY['notices.bell', 'visits.follow_cases']) name
       ON CONFLICT (name) DO UPDATE SET last_event_id = excluded.last_event_id""",
    """INSERT INTO cases_comment (case_id, author_id, at, text)
       SELECT id, (%(people)s::bigint[])[1 + id %% 3], opened + interval '1 day', 'Se llamó al cliente.'
       FROM made WHERE id %% 5 = 0""",
    # Two thousand notices a person, one in ten not read yet.
    """INSERT INTO notices_notice (recipient_id, kind, "group", case_id, count, state, at, last_event_id, read_at)
       SELECT person, 'arrived', 'arrived:' || id, id, 1, state, opened, 0, CASE WHEN n %% 10 > 0 THEN now() END
       FROM unnest(%(people)s::bigint[]) person,
            (SELECT id, state, opened, row_number() OVER (ORDER BY opened DESC) AS n FROM made) latest
       WHERE n <= 2000""",
)


def _pages() -> list[Page]:
    """Addresses as people ask for them: their own cases, one case after the other, names that many have or few."""
    from django.urls import reverse

    from reitera.cases.models import Case

    inbox, process_map = reverse("cases:inbox"), reverse("cases:map")
    step = {"usm_analyst": "technical_review", "manager_analyst": "distribution", "centre_supervisor": "prioritise"}
    some = Case.objects.open().filter(operations_centre__code="NORTE").order_by("-pk")[:200]
    pages = [reverse("cases:case", kwargs={"number": case.number}) for case in some]
    names = ["mamani", "quispe duran", "apaza", "rosa arce", "no hay nadie"]
    return [
        Page("inbox", lambda _name: [inbox]),
        Page("inbox, one step", lambda name: [f"{inbox}?paso={step[name]}"]),
        Page("inbox, all cases", lambda _name: [f"{inbox}?vista=todos"]),
        Page("inbox, concluded", lambda _name: [f"{inbox}?vista=concluidos"]),
        Page("search in the inbox", lambda _name: [f"{inbox}?vista=todos&q={each}" for each in names]),
        Page("search dialog", lambda _name: [f"{reverse('search')}?q={each}" for each in names], fragment=True),
        Page("case page", lambda _name: pages),
        Page("case preview", lambda _name: pages, fragment=True),
        Page("process map", lambda _name: [process_map]),
    ]


def _measure_pages(people: dict[str, Any], requests: int) -> list[dict[str, Any]]:
    print(f"\n{'':<24}{'':<20}{'middle':>9}{'p95':>9}{'worked':>9}  {'queries':>7}   milliseconds, kB")
    found = [_measure(page, name, people[name], requests) for page in _pages() for name in people]
    worst = max(found, key=lambda one: one["p95"])
    print(f"slowest by its p95: {worst['page']} of {worst['person']}, {worst['p95']} ms")
    return found


def _measure(page: Page, name: str, person: Any, requests: int) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = _client_of(person)
    headers = {"HX-Request": "true"} if page.fragment else {}
    addresses = page.addresses(name)
    asked = [addresses[place % len(addresses)] for place in range(WARM_UP + requests)]

    def get(address: str) -> int:
        answer = client.get(address, headers=headers)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        return len(answer.content)

    for address in asked[:WARM_UP]:
        get(address)
    times, before = [], _worked(connection)
    for address in asked[WARM_UP:]:
        start = time.perf_counter()
        get(address)
        times.append((time.perf_counter() - start) * 1000)
    worked = (_worked(connection) - before) / requests * 1000
    with CaptureQueriesContext(connection) as captured:
        size = get(asked[0])
    one = {
        "page": page.name, "person": name, "middle": round(statistics.median(times), 1),
        "p95": round(sorted(times)[int(len(times) * 0.95)], 1), "worked": round(worked, 1), "queries": len(captured),
        "kB": round(size / 1000),
    }  # fmt: skip
    print("{page:<24}{person:<20}{middle:>9}{p95:>9}{worked:>9}  {queries:>7}   {kB:>4}".format(**one), flush=True)
    return one


def _client_of(person: Any) -> Any:
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    return client


def _worked(connection: Any) -> float:
    """Processor seconds of this process and of the database's process for its connection."""
    own = os.times()
    connection.ensure_connection()
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rsplit(")", 1)[1].split()
    return own.user + own.system + (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def _measure_acts(people: dict[str, Any], count: int) -> list[dict[str, Any]]:
    return [_acts_by(people["usm_analyst"], many, count) for many in WORKERS if count]


def _acts_by(person: Any, many: Workers, count: int) -> dict[str, Any]:
    """Receive as many cases as half the acts, then give each back with a reason; none may be lost."""
    from reitera.cases.models import Case
    from reitera.core.events import catch_up
    from reitera.core.models import Event

    cases = Case.objects.filter(state="reception", operations_centre__code="NORTE").order_by("pk")
    chosen = list(cases.values_list("pk", flat=True)[: count // 2])
    stored = Event.objects.count()
    with many.pool() as pool:
        received = _posts(pool, many, person, chosen, "received", "technical_review", {})
        returned = _posts(pool, many, person, chosen, "return", "reception", {"reason": "Falta el contrato."})
    seconds, worked = received[0] + returned[0], received[1] + returned[1]
    recorded = Event.objects.count() - stored
    assert recorded == 2 * len(chosen), f"{2 * len(chosen)} acts, {recorded} events"
    start = time.process_time()
    catch_up()
    one = {
        "processes": many.processes, "threads": many.threads, "acts": recorded, "seconds": round(seconds, 2),
        "per_second": round(recorded / seconds), "worked_ms": round(worked / recorded * 1000, 2),
        "told_ms": round((time.process_time() - start) / recorded * 1000, 2),
    }  # fmt: skip
    print("{acts} acts, {processes} processes, {threads} threads: {seconds} s, {per_second} acts/s; worked {worked_ms} "
          "ms an act in the program; telling of it afterwards {told_ms} ms an act".format(**one))  # fmt: skip
    return one


def _posts(
    pool: Executor, many: Workers, person: Any, chosen: list[int], code: str, leads_to: str, body: dict[str, str]
) -> tuple[float, float]:
    """Seconds that passed, and were worked, for one act on each of the cases; all must have gone where it leads."""
    from reitera.cases.models import Case
    from reitera.cases.seen import token_of

    tokens = [token_of(case) for case in Case.objects.filter(pk__in=chosen)]
    shares = [tokens[place :: many.count] for place in range(many.count)]
    done = [each.result() for each in [pool.submit(_post_all, person.pk, code, share, body) for share in shares]]
    assert Case.objects.filter(pk__in=chosen, state=leads_to).count() == len(chosen)
    return max(end for _begin, end, _worked in done) - min(begin for begin, _end, _worked in done), sum(
        worked for _begin, _end, worked in done
    )


def _post_all(person: int, code: str, tokens: list[str], body: dict[str, str]) -> tuple[float, float, float]:
    """Each act is a request of its own; when the first began, when the last ended, and the processor time of all."""
    from django.db import connection
    from django.urls import reverse

    from reitera.staff.models import User

    client, address = _client_of(User.objects.get(pk=person)), reverse("cases:act", kwargs={"code": code})
    _together[0].wait()
    begin, worked = time.monotonic(), time.thread_time()
    for token in tokens:
        answer = client.post(address, {"seen": token, **body})
        assert answer.status_code == 302, answer.status_code
    end, worked = time.monotonic(), time.thread_time() - worked
    connection.close()
    return begin, end, worked


def _join(together: Any) -> None:
    """Begin a worker: a process of its own needs Django first."""
    _together[:] = [together]
    if multiprocessing.parent_process() is not None:
        sys.path.insert(0, str(ROOT))
        from reitera.site.cli.commands import set_up_django

        set_up_django()


if __name__ == "__main__":
    main()
