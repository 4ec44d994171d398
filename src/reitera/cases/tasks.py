"""What cases learn from other packages: a run of a cycle, and what an import brought."""

from __future__ import annotations

from reitera.cases.alerts import raise_alerts
from reitera.cases.arrivals import take_in_cancellations, take_in_reports
from reitera.cases.merging import follow_merge
from reitera.cases.weekly import take_in_list
from reitera.core.clock import now
from reitera.core.events import subscribe
from reitera.core.models import Event
from reitera.customers.models import Customer
from reitera.repeats.models import CycleRun


@subscribe("cases.weekly_list", "cycle.run")
def open_cases_of_the_week(event: Event) -> None:
    run = CycleRun.objects.select_related("cycle").get(pk=event.subject_id)
    take_in_list(run=run, at=now())


@subscribe("cases.arrivals", "import.applied")
def take_in_import(event: Event) -> None:
    match (event.after or {}).get("kind"):
        case "fault_reports":
            take_in_reports(at=now())
            raise_alerts(at=now())
        case "cancellations" | "customers_products":
            take_in_cancellations(at=now())


@subscribe("cases.merges", "customer.merged")
def follow_merged_customer(event: Event) -> None:
    kept = Customer.objects.get(pk=(event.after or {})["kept"])
    duplicate = Customer.objects.get(pk=(event.before or {})["duplicate"])
    follow_merge(kept=kept, duplicate=duplicate, at=now())
