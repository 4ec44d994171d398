"""`python -m tests.browser.lay_out`: a case in each state that a frequent act begins in, for the people of the demo.

A process of its own, as `prepare` is one, on the database that `prepare` made.
"""

from __future__ import annotations

from datetime import timedelta

from reitera.procedure.steps import State

STATES = (
    State.DISPATCH, State.DISPATCH, State.RECEPTION, State.RECEPTION, State.DISTRIBUTION, State.RETENTION_CONTACT,
    State.SCHEDULE_VISIT, State.PRIORITISE, State.FIELD_WORK, State.WORK_ACCEPTANCE, State.ORDER_CLOSING,
    State.QUALITY_CHECK, State.TECHNICAL_REVIEW,
)  # fmt: skip


ENDED = timedelta(hours=1)


def main() -> None:
    from reitera.site.cli.commands import set_up_django

    set_up_django()
    from reitera.cases.models import Case
    from reitera.core.clock import now
    from reitera.core.testing import arranging
    from reitera.staff.models import OperationsCentre, User
    from reitera.visits.models import Status
    from reitera.visits.tests.arrange import make_report as make_field_report
    from reitera.visits.tests.arrange import make_visit
    from tests.cast import make_customer, make_product, make_report

    at, technician = now(), User.objects.get(username="tecnico.norte")
    centre = OperationsCentre.objects.get(roleassignment__user=technician)
    visits = {State.PRIORITISE: Status.PLANNED, State.FIELD_WORK: Status.ON_SITE, State.WORK_ACCEPTANCE: Status.DONE}
    for number, state in enumerate(STATES):
        customer = make_customer(centre, code=f"CL{number:03}", name=f"Cliente de {state} {number}", phone="70712345")
        make_report(customer, at - timedelta(days=2), product=make_product(customer, centre, technology="GPON"))
        with arranging():
            case = Case.objects.create(
                customer=customer, operations_centre=centre, state=state, state_since=at, opened_at=at,
                origin=Case.Origin.CYCLE, due_at=at + timedelta(days=1), latest_report_at=at,
                technician=technician if state in visits else None,
            )  # fmt: skip
        if state not in visits:
            continue
        # What is under way or done began; what waits for a confirmation leaves tomorrow free.
        begin = at + (timedelta(days=5) if state is State.PRIORITISE else -2 * ENDED)
        is_done = state is State.WORK_ACCEPTANCE
        visit = make_visit(
            case, technician, begin, status=visits[state], ended_at=at - ENDED if is_done else None,
            on_site_at=None if state is State.PRIORITISE else begin,
        )  # fmt: skip
        if is_done:
            make_field_report(visit, at=at - ENDED)


if __name__ == "__main__":
    main()
