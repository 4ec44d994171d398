"""The Planilla with many rows, on a PostgreSQL of its own: the order of all rows, blocks of a hundred, a large paste.

    python bench/sheet.py [--rows 200000] [--open 20] [--blocks 200] [--rounds 7] [--output sheet.json]

Then in Chromium, where it is installed, on the served product: the time from the address until the first of all rows
stand there, and from a jump until those of the middle do.

Of every question: the middle and the 95th of a hundred of the times that passed in the server, the processor time of
the program and of the database's process for it, and its queries. On a machine that does other work too only the
processor time compares.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent))

import cases as of_cases

ORDERS = {
    "my centre, open, by due time": {"filters": [{"c": "due", "op": "filled"}], "sort": [{"c": "due", "desc": False}]},
    "all rows": {"sort": [{"c": "opened", "desc": True}]},
    "all rows, by customer": {"sort": [{"c": "customer", "desc": False}]},
    "all rows, by technician": {"sort": [{"c": "technician", "desc": False}]},
    "all rows, grouped by centre": {"group": "centre", "sort": [{"c": "due", "desc": False}]},
    "customers called quispe": {"filters": [{"c": "customer", "op": "contains", "v": "quispe"}]},
    "find a telephone": {"find": "71999"},
}

_ROWS = """
    INSERT INTO sheet_sheetrow (case_id, customer, customer_folded, contract, contract_folded, phone, phone_folded,
        address, address_folded, zone, zone_folded, centre, segment, billing, technology, technology_folded, plan,
        plan_folded, reports, reports_30, last_report, state, role, owner, due, opened, opened_day, closed_day,
        priority, factor, factor_folded, before, after, before_judgement, after_judgement, unit, cause, solution,
        analyst, technician, visit, visit_result, material, material_folded, agreement, satisfaction,
        dissatisfaction, dissatisfaction_folded, "order", order_folded, incident, incident_folded, remark,
        remark_folded, result, reincident, critical, unsolved, labels, own, own_folded, product_centre)
    SELECT c.id, u.name, lower(u.name), 'P' || c.id, 'p' || c.id, u.phone, u.phone,
        'Calle ' || c.id %% 900 || ' y avenida', 'calle ' || c.id %% 900 || ' y avenida', u.zone, lower(u.zone),
        coalesce(c.operations_centre_id::text, ''), c.segment, c.billing, 'FTTH GPON', 'ftth gpon', 'Fibra 200',
        'fibra 200', 3, 4, c.latest_report_at, c.state, 'usm_analyst', '', c.due_at, c.opened_at,
        extract(day FROM c.opened_at - '0001-01-01')::int + 1,
        CASE WHEN c.concluded_at IS NOT NULL THEN extract(day FROM c.concluded_at - '0001-01-01')::int + 1 END,
        (ARRAY['', '1', '2', '3'])[1 + c.id %% 4], 'Potencia óptica', 'potencia optica', -15 - c.id %% 150 / 10.0,
        CASE WHEN c.id %% 3 = 0 THEN -14 - c.id %% 130 / 10.0 END, 'observation', '', 'dBm',
        'CAU-B0' || c.id %% 9, '', '', coalesce(c.technician_id::text, ''),
        CASE WHEN c.id %% 5 = 0 THEN c.opened_at + interval '2 days' END, '', '', '', '', '', '', '', '', '', '', '',
        'Se llamó dos veces', 'se llamo dos veces', c.result, c.is_reincident, false, false, '{}', '{}', '{}',
        c.operations_centre_id
    FROM cases_case c JOIN customers_customer u ON u.id = c.customer_id ORDER BY c.opened_at
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--open", type=int, default=20, help="of a hundred cases, how many are open")
    parser.add_argument("--blocks", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=7, help="in the browser; 0 measures none")
    parser.add_argument("--output", type=Path)
    asked = parser.parse_args()
    sys.path.insert(0, str(of_cases.ROOT))
    from tests.postgresql import throwaway_postgresql

    with tempfile.TemporaryDirectory(prefix="reitera_bench_") as folder, throwaway_postgresql() as address:
        of_cases._use_database(address, folder)
        people = of_cases._fill(asked.rows, asked.open)
        _fill_rows()
        print(f"{asked.rows:,} rows, {asked.open} of a hundred open · {os.cpu_count()} cores")
        results = {
            "orders": [_order(person, people[person], name) for name in ORDERS for person in people],
            "blocks": [_blocks(person, people[person], asked.blocks) for person in people],
            "pastes": _pastes(people["usm_analyst"]),
            "browser": _in_browser(address, Path(folder), people["manager_analyst"], asked.rounds),
        }
        from django.db import connection

        connection.close()
    if asked.output:
        asked.output.write_text(json.dumps({"rows": asked.rows, "open": asked.open, **results}, indent=1))


def _fill_rows() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [])
        cursor.execute("VACUUM ANALYZE sheet_sheetrow")


def _order(name: str, person: Any, asked: str) -> dict[str, Any]:
    address = "/planilla/orden/?" + urlencode({"q": json.dumps(ORDERS[asked])})
    return _asked(f"order: {asked}", name, person, lambda: address, times=8)


def _blocks(name: str, person: Any, count: int) -> dict[str, Any]:
    """Blocks of a hundred rows, each from another place of the whole order."""
    client = of_cases._client_of(person)
    ids = client.get("/planilla/orden/?" + urlencode({"q": json.dumps(ORDERS["all rows"])})).json()["ids"]
    chance = random.Random(1)

    def address() -> str:
        start = chance.randrange(len(ids) - 100)
        return "/planilla/filas/?ids=" + ",".join(map(str, ids[start : start + 100]))

    return _asked("block of 100 rows", name, person, address, times=count)


def _asked(title: str, name: str, person: Any, address: Callable[[], str], times: int) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = of_cases._client_of(person)
    size = len(client.get(address()).content)
    passed, before = [], of_cases._worked(connection)
    for _ in range(times):
        where, start = address(), time.perf_counter()
        answer = client.get(where)
        passed.append((time.perf_counter() - start) * 1000)
        assert answer.status_code == 200, f"{where[:80]}: {answer.status_code}"
    worked = (of_cases._worked(connection) - before) / times * 1000
    with CaptureQueriesContext(connection) as captured:
        client.get(address())
    one = {
        "what": title, "person": name, "middle": round(statistics.median(passed), 1),
        "p95": round(sorted(passed)[int(len(passed) * 0.95)], 1), "worked": round(worked, 1),
        "queries": len(captured), "kB": round(size / 1000),
    }  # fmt: skip
    print("{what:<40}{person:<20}{middle:>9}{p95:>9}{worked:>9}  {queries:>4}  {kB:>6}".format(**one), flush=True)
    return one


def _pastes(person: Any) -> list[dict[str, Any]]:
    """Ten columns pasted over two rows and over two hundred: texts of own columns and the remark."""
    from reitera.cases.models import Case
    from reitera.sheet.columns import own_key
    from reitera.sheet.models import OwnColumn

    keys = ["remark", *(own_key(OwnColumn.objects.create(label=f"Propia {n}", kind="text").pk) for n in range(9))]
    cases = Case.objects.filter(state="technical_review", operations_centre__code="NORTE").order_by("pk")
    return [_paste(person, list(cases[start : start + count]), keys) for start, count in ((0, 2), (10, 200))]


def _paste(person: Any, cases: list[Any], keys: list[str]) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from reitera.sheet.models import SheetRow
    from reitera.sheet.page import VERSION

    remarks = dict(SheetRow.objects.filter(pk__in=[case.pk for case in cases]).values_list("pk", "remark"))
    edits = [
        {"id": case.pk, "c": key, "seen": remarks[case.pk] if key == "remark" else None, "state": case.state,
         "wanted": f"pegado {case.pk}"}
        for case in cases
        for key in keys
    ]  # fmt: skip
    body, client = json.dumps({"version": VERSION, "edits": edits}), of_cases._client_of(person)
    client.get("/planilla/filas/?ids=1")
    before, start = of_cases._worked(connection), time.perf_counter()
    with CaptureQueriesContext(connection) as captured:
        answer = client.post("/planilla/celdas/", body, content_type="application/json")
    seconds, worked = time.perf_counter() - start, of_cases._worked(connection) - before
    assert answer.status_code == 200, answer.content[:300]
    one = {
        "rows": len(cases), "columns": len(keys), "seconds": round(seconds, 2), "worked": round(worked, 2),
        "queries": len(captured),
    }  # fmt: skip
    print("paste of {rows} × {columns}: {seconds} s, worked {worked} s, {queries} queries".format(**one), flush=True)
    return one


def _in_browser(address: str, folder: Path, person: Any, rounds: int) -> dict[str, Any]:
    from tests.browser.chromium import chromium, chromium_path
    from tests.browser.server import serving
    from tests.cast import PASSWORD

    if not rounds or chromium_path() is None:
        return {}
    given = {"DATABASE_URL": address, "REITERA_DEMO": "false", "REITERA_SECRET_KEY": os.environ["REITERA_SECRET_KEY"]}
    with serving(folder, **given) as site, chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{site}/cuenta/login/")
        page.fill("input[name=login]", person.username)
        page.fill("input[name=password]", PASSWORD)
        page.click("main .b--main")
        page.wait_for_url(f"{site}/")
        found = [_open_and_jump(page, f"{site}/planilla/vista/todos/") for _ in range(rounds)]
    one = {
        name: [round(statistics.median(times)), round(max(times))]
        for name, times in zip(("first_rows_ms", "jump_ms"), zip(*found, strict=True), strict=True)
    }
    print(f"in the browser, middle and slowest of {rounds}: first rows {one['first_rows_ms']} ms, "
          f"jump to the middle {one['jump_ms']} ms", flush=True)  # fmt: skip
    return one


def _open_and_jump(page: Any, address: str) -> tuple[float, float]:
    """Milliseconds until the first row has its words, and the row in the middle of all after a jump there."""
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    _words_of(page, 0).wait_for()
    opened = (time.perf_counter() - start) * 1000
    middle = int(page.locator("[data-views] [data-case-count]").inner_text().replace(".", "")) // 2
    start = time.perf_counter()
    page.evaluate("line => document.querySelector('revo-grid').scrollToRow(line)", middle)
    _words_of(page, middle + 3).wait_for()
    return opened, (time.perf_counter() - start) * 1000


def _words_of(page: Any, line: int) -> Any:
    """The customer of a line, once it has its words."""
    return page.locator(f"#c{line}-customer", has_text=re.compile(r"\w"))


if __name__ == "__main__":
    main()
