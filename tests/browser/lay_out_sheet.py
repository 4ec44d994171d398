"""`python -m tests.browser.lay_out_sheet`: forty cases for the Planilla, two customers with none, own columns.

A process of its own, as `prepare` is one, on the database that `prepare` made.
"""

from __future__ import annotations

from datetime import timedelta

COUNT, LATE = 40, 4
WITHOUT_CASE = ("CL900", "CL901")
NAMES = ("Rosmery Quispe", "Hotel Portal Andino", "Benjamín Orellana", "Sonia Torrico", "Panadería Doña Elva")
OWN = (("Fecha acordada", "date", []), ("Horas", "number", []), ("Turno", "choice", ["Mañana", "Tarde", "Noche"]),
       ("Llamado", "yes_no", []))  # fmt: skip


def main() -> None:
    from reitera.site.cli.commands import set_up_django

    set_up_django()
    from reitera.cases.models import Case
    from reitera.core.clock import now
    from reitera.core.testing import arranging
    from reitera.procedure.steps import State
    from reitera.sheet.models import OwnColumn
    from reitera.sheet.projection import renew_stale, rows_missing
    from reitera.sheet.tests.rows import options_of
    from reitera.staff.models import OperationsCentre, User
    from tests.cast import make_customer

    at = now()
    centre = OperationsCentre.objects.get(roleassignment__user=User.objects.get(username="tecnico.norte"))
    states = (State.TECHNICAL_REVIEW, State.SCHEDULE_VISIT, State.RECEPTION, State.QUALITY_CHECK)
    with arranging():
        for place, (label, kind, options) in enumerate(OWN):
            OwnColumn.objects.create(label=label, kind=kind, options=options_of(*options), position=place)
    for number in range(COUNT):
        name = f"{NAMES[number % len(NAMES)]} {number:02}"
        customer = make_customer(centre, code=f"CL{number:03}", name=name, phone=f"707{number:05}")
        hours = -2 if number < LATE else number
        with arranging():
            Case.objects.create(
                customer=customer, operations_centre=centre, state=states[number % len(states)], state_since=at,
                opened_at=at - timedelta(days=number % 9), origin=Case.Origin.CYCLE, latest_report_at=at,
                due_at=at + timedelta(hours=hours, minutes=number),
            )  # fmt: skip
    for code in WITHOUT_CASE:
        make_customer(centre, code=code, name=f"Ferretería {code}")
    renew_stale(actor=None, at=at, cases=rows_missing(), why="sheet.first_row")


if __name__ == "__main__":
    main()
