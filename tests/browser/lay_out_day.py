"""`python -m tests.browser.lay_out_day`: a Wednesday of the north centre as its supervisor finds it in the Planilla.

Twelve cases wait for a visit, six have one for tomorrow, others are reviewed, received and overdue; the south has its
own. A process of its own, as `prepare` is one, on the database that `prepare` made.
"""

from __future__ import annotations

from datetime import timedelta

NAMES = (
    "Rosmery Quispe", "Hotel Portal Andino", "Benjamín Orellana", "Sonia Torrico", "Panadería Doña Elva",
    "Gualberto Meneses", "Ferretería La Llave", "Nayra Condori", "Clínica San Roque", "Óscar Villarroel",
)  # fmt: skip
SECOND_TECHNICIAN = "René Mamani"


def main() -> None:
    from reitera.site.cli.commands import set_up_django

    set_up_django()
    from reitera.cases.models import Case
    from reitera.core import clock
    from reitera.core.testing import arranging
    from reitera.procedure.roles import Role
    from reitera.procedure.steps import State
    from reitera.sheet.projection import renew_stale, rows_missing
    from reitera.staff import actions as staff
    from reitera.staff.models import OperationsCentre, User
    from reitera.visits.tests.arrange import make_visit
    from tests.cast import LA_PAZ, make_customer, make_product, make_report

    at = clock.now()
    admin = User.objects.get(username="admin")
    north, south = (
        OperationsCentre.objects.get(roleassignment__user__username=f"tecnico.{c}") for c in ("norte", "sur")
    )
    second = staff.create_user(
        username="tecnico.norte2", full_name=SECOND_TECHNICIAN, email="", password="sólo-para-pruebas-2026",
        temporary=False, actor=admin, at=at,
    )  # fmt: skip
    staff.give_role(user=second, role=Role.FIELD_TECHNICIAN, centre=north, actor=admin, at=at)
    technicians = (User.objects.get(username="tecnico.norte"), second)
    supervisor = User.objects.get(username="supervisor.norte")
    tomorrow = at.astimezone(LA_PAZ).replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    states = [State.SCHEDULE_VISIT] * 12 + [State.PRIORITISE] * 6 + [State.TECHNICAL_REVIEW] * 6 + [State.RECEPTION] * 4
    for number, state in enumerate([*states, *states[-6:]]):
        is_south = number >= len(states)
        centre = south if is_south else north
        name = f"{NAMES[number % len(NAMES)]} {number:02}"
        customer = make_customer(centre, code=f"CL{number:03}", name=name, phone=f"707{number:05}", zone="Queru Queru")
        make_report(customer, at - timedelta(days=2), product=make_product(customer, centre, technology="GPON"))
        is_late = state is State.TECHNICAL_REVIEW and number % 2 == 0
        technician = technicians[number % 2] if state is State.PRIORITISE else None
        with arranging():
            case = Case.objects.create(
                customer=customer, operations_centre=centre, state=state, state_since=at, origin=Case.Origin.CYCLE,
                opened_at=at - timedelta(days=2 + number % 9), latest_report_at=at, technician=technician,
                due_at=at + timedelta(hours=-3 if is_late else 4 + number),
                owner=supervisor if number % 3 == 0 else None,
            )  # fmt: skip
        if technician is not None:
            make_visit(case, technician, tomorrow.replace(hour=8 + 2 * (number % 6)))
    # Their rows are of two days ago, so that yesterday can be looked at.
    renew_stale(actor=None, at=at - timedelta(days=2), cases=rows_missing(), why="sheet.first_row")


if __name__ == "__main__":
    main()
