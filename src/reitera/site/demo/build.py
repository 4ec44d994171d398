"""Builds the demo: files through the real intake at the times they were made, cycles run as their weeks end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import typer

from reitera.core import clock
from reitera.core.events import catch_up
from reitera.faults.actions import record_outage
from reitera.intake import actions as intake
from reitera.intake.models import Import
from reitera.notices import actions as notices
from reitera.procedure.roles import Role
from reitera.repeats.actions import run_due_cycles
from reitera.repeats.models import Cycle
from reitera.site.demo.casework import Casework
from reitera.site.demo.daily import write_daily_export
from reitera.site.demo.exports import CUSTOMERS, CYCLES, FAULT_REPORTS, Export, write_exports
from reitera.site.demo.folder import DemoFolder
from reitera.site.demo.people import PEOPLE
from reitera.site.demo.planilla import note_in_the_sheet
from reitera.site.demo.provider import Provider, invent_provider
from reitera.site.demo.staffing import staff_demo
from reitera.staff.models import User

LOCAL = ZoneInfo("America/La_Paz")
KINDS = {CUSTOMERS: "customers_products"}
SOURCE = "Smartflex semanal"
# In the first days of a month a closing date can be read both ways; the analyst has said it once for this source.
ORDERS = {"FEC_REPORTE": "dmy", "FEC_CIERRE": "dmy"}
LEFT_UNREAD = timedelta(days=2)


def build_demo(folder: DemoFolder) -> None:
    """Fill the empty database of the folder and note that it is complete."""
    with _jobs_at_once():
        folder.finish(_build(folder))


@contextmanager
def _jobs_at_once() -> Iterator[None]:
    """Nobody serves yet, so jobs are done where they arise; afterwards they queue again."""
    from huey.contrib.djhuey import HUEY

    HUEY.immediate = True
    try:
        yield
    finally:
        HUEY.immediate = False


def _build(folder: DemoFolder) -> dict[str, str]:
    assert folder.today is not None
    provider = invent_provider(folder.today)
    exports = write_exports(provider, folder.exports)
    begin = min(export.made_at for export in exports).replace(tzinfo=LOCAL) - timedelta(days=1)
    with clock.fixed(begin):
        passwords = staff_demo(known_passwords=folder.passwords, at=begin)
    analyst = User.objects.get(username=next(p.username for p in PEOPLE if p.role is Role.MANAGER_ANALYST))
    work = Casework()
    for export in exports:
        work.until(_at(export.made_at))
        _import(export, analyst)
        if export.kind == FAULT_REPORTS:
            _after_reports(export, provider, analyst)
    daily = write_daily_export(provider, folder.exports)
    _leave_waiting(daily, analyst)
    present = clock.now()
    work.until(present - timedelta(hours=2))
    work.give_everyone_work(present)
    note_in_the_sheet(present)
    let_everybody_read(present)
    return passwords


def let_everybody_read(present: datetime) -> None:
    """Who works reads their notices: the bell counts what is new, not the half year before the demo."""
    for person in User.objects.all():
        notices.read(person=person, at=present, told_before=present - LEFT_UNREAD)


def _at(moment: datetime) -> datetime:
    return moment.replace(tzinfo=LOCAL)


def _import(export: Export, analyst: User) -> Import:
    at = _at(export.made_at)
    kind = KINDS.get(export.kind, export.kind)
    with clock.fixed(at):
        received = intake.receive_file(path=export.path, file_name=export.path.name, kind=kind, actor=analyst, at=at)
        if export.kind == FAULT_REPORTS:
            received = intake.change_mapping(
                received=received, mapped=received.mapping, date_orders=ORDERS, save_as=SOURCE, actor=analyst, at=at
            )
        received = intake.preview(received=received, actor=analyst, at=at)
        typer.echo(f"  {export.path.name}: {received.counts['new']} nuevas, {received.counts['changed']} cambiadas")
        return intake.apply_import(
            received=received, actor=analyst, at=at, keep_good=True, covers=(export.covers_from, export.covers_to)
        )


def _after_reports(export: Export, provider: Provider, analyst: User) -> None:
    """On a Monday morning the cycle of the week that ended runs, as the schedule has it."""
    at = _at(export.made_at) + timedelta(minutes=20)
    with clock.fixed(at):
        outage = provider.outage
        if _at(outage.ends_at) < at:
            record_outage(
                number=outage.number, olt=outage.olt, port=outage.port, starts_at=_at(outage.starts_at),
                ends_at=_at(outage.ends_at), cause=outage.cause, actor=analyst, at=at,
            )  # fmt: skip
        if export.covers_to >= provider.today - timedelta(weeks=CYCLES + 1):
            run_due_cycles(at=at)
        catch_up()


def _leave_waiting(daily: Export, analyst: User) -> None:
    """This morning's file has a date column that can be read both ways: it waits for a person."""
    at = _at(daily.made_at)
    with clock.fixed(at):
        received = intake.receive_file(
            path=daily.path, file_name=daily.path.name, kind="fault_reports", actor=analyst, at=at
        )
        intake.change_mapping(received=received, mapped=received.mapping, date_orders={}, actor=analyst, at=at)


def last_cycle() -> Cycle | None:
    """The newest cycle that has run."""
    return Cycle.objects.filter(state=Cycle.State.DONE).order_by("-week_start").first()
