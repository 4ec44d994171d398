"""What the diagnosis reads: products and readings of cases, the stable clock, unsolved cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from reitera.cases.models import Case, CaseParameters
from reitera.core.models import Event
from reitera.core.visibility import viewer_of
from reitera.customers.models import Customer, Product
from reitera.diagnosis.entries import variant_for
from reitera.diagnosis.judgement import Judgement
from reitera.diagnosis.models import (
    CustomerContact,
    FactorVersion,
    PortClass,
    ProbableCause,
    Reading,
    RemoteSolution,
)
from reitera.diagnosis.stability import Stability, Watched, stability_of
from reitera.diagnosis.technology import technology_of
from reitera.faults.models import FaultReport
from reitera.procedure.steps import State


def products_of(cases: Sequence[Case], person: Any) -> dict[int, Product]:
    """The product each case is about, of those the person sees: of the latest report, else the first active one."""
    reported = _seen_of_case(FaultReport, person).filter(product__isnull=False)
    active = _seen_of_case(Product, person).filter(status=Product.Status.ACTIVE)
    rows = Case.objects.filter(pk__in=[case.pk for case in cases]).annotate(product_id=_chosen(reported, active))
    return _in_bulk(dict(rows.values_list("pk", "product_id")))


def _chosen(reported: QuerySet[Any], active: QuerySet[Any]) -> Coalesce:
    return Coalesce(
        Subquery(reported.order_by("-reported_at", "-pk").values("product")[:1]),
        Subquery(active.order_by("code").values("pk")[:1]),
        output_field=BigIntegerField(),
    )


def _in_bulk(found: Mapping[int, int | None]) -> dict[int, Product]:
    products = Product.objects.in_bulk([pk for pk in found.values() if pk is not None])
    return {owner: products[pk] for owner, pk in found.items() if pk in products}


def _seen_of_case(model: Any, person: Any) -> QuerySet[Any]:
    """For a subquery of cases: rows of the customer that the person sees; the technician of the visit sees those of
    the case's centre, as on the case page."""
    viewer = viewer_of(person)
    rows = model.objects.filter(customer=OuterRef("customer"))
    seen = model.scope.condition(viewer, model)
    if seen is None:
        return rows  # type: ignore[no-any-return]
    technician = ExpressionWrapper(OuterRef("technician"), output_field=BigIntegerField())
    own = Q(attended_by=viewer.user_id, operations_centre=OuterRef("operations_centre"))
    return rows.alias(attended_by=technician).filter(seen | own)  # type: ignore[no-any-return]


def class_of(product: Product | None) -> str:
    """The optical class that is known of the product's port; "" when nobody said it."""
    if product is None or not product.olt:
        return ""
    known = PortClass.objects.filter(olt=product.olt, port=product.port).first()
    return known.optical_class if known else ""


def classes_of_ports(products: Iterable[Product]) -> dict[tuple[str, str], str]:
    """The classes known of many products' ports, by OLT and port. One query."""
    olts = {product.olt for product in products if product.olt}
    rows = PortClass.objects.filter(olt__in=olts)
    return {(olt, port): name for olt, port, name in rows.values_list("olt", "port", "optical_class")}


@dataclass(frozen=True)
class MainFactor:
    """What a case is told by in one figure: the version in force, the variant that judges it, and the product."""

    version: FactorVersion
    variant: str
    product: Product


def main_factors(cases: Sequence[Case], person: Any) -> dict[int, MainFactor]:
    """The main factor of each case whose technology is known and has one. Four queries.

    Of several the first that is judged for the class of the port stands; of a port whose class nobody said the first,
    which is of the common class B+.
    """
    return _mains_of(products_of(cases, person))


def main_factors_of_customers(customers: Collection[int]) -> dict[int, MainFactor]:
    """The same by customer, for cases that are not opened yet; of every product. Four queries."""
    own = {"customer": OuterRef("pk")}
    reported = FaultReport.objects.filter(**own, product__isnull=False)
    active = Product.objects.filter(**own, status=Product.Status.ACTIVE)
    rows = Customer.objects.filter(pk__in=customers).annotate(product_id=_chosen(reported, active))
    return _mains_of(_in_bulk(dict(rows.values_list("pk", "product_id"))))


def _mains_of(products: Mapping[int, Product]) -> dict[int, MainFactor]:
    classes = classes_of_ports(products.values())
    mains = [version for version in FactorVersion.objects.in_force() if version.factor.is_main]
    found = {pk: _main_factor(mains, product, classes) for pk, product in products.items()}
    return {pk: main for pk, main in found.items() if main is not None}


def _main_factor(
    mains: Sequence[FactorVersion], product: Product, classes: Mapping[tuple[str, str], str]
) -> MainFactor | None:
    technology = technology_of(product.technology)
    optical = classes.get((product.olt, product.port), "") if product.olt else ""
    fitting = [version for version in mains if technology in version.factor.technologies]
    judged = [version for version in fitting if version.variant_by != "class" or optical in ("", *version.bands)]
    for version in [*judged, *fitting][:1]:
        return MainFactor(version, variant_for(version, optical_class=optical, technology=technology), product)
    return None


def latest_readings(cases: Sequence[Case], moment: str) -> dict[tuple[int, int], Reading]:
    """The last reading of each factor of each case at a moment of the work, by case and factor. One query."""
    rows = Reading.objects.of_cases(cases).filter(moment=moment)
    return {(reading.case_id, reading.factor_id): reading for reading in rows}


def stabilities_of(
    cases: Sequence[Case], now: datetime, parameters: CaseParameters | None = None
) -> dict[int, Stability]:
    """The stable clock of each case that is monitored. Two queries."""
    needed = (parameters or CaseParameters.in_force()).stable_hours
    watched = _watched(cases)
    return {
        case.pk: stability_of(case.solved_at or case.state_since, watched[case.pk], needed=needed, now=now)
        for case in cases
        if case.state == State.SOLUTION_MONITORING
    }


def _watched(cases: Sequence[Case]) -> Mapping[int, list[Watched]]:
    """The readings after the solution, of cases that are monitored."""
    found: dict[int, list[Watched]] = defaultdict(list)
    monitored = [case.pk for case in cases if case.state == State.SOLUTION_MONITORING]
    rows = Reading.objects.filter(case__in=monitored).exclude(moment=Reading.Moment.BEFORE)
    for case, at, factor, judgement in rows.values_list("case", "at", "factor__code", "judgement"):
        found[case].append(Watched(at, factor, Judgement(judgement)))
    return found


def lacking_contact(cases: Sequence[Case]) -> set[int]:
    """The cases whose standing solution is remote and whose customer nobody has told (15.1). Two queries."""
    by_pk = {case.pk: case for case in cases if case.solved_at is not None}
    remote = {
        case
        for case, at in RemoteSolution.objects.filter(case__in=by_pk).values_list("case", "at")
        if at == by_pk[case].solved_at
    }
    told = CustomerContact.objects.filter(case__in=remote).values_list("case", "at")
    return remote - {case for case, at in told if at >= _to_the_minute(by_pk[case].solved_at)}


def _to_the_minute(moment: datetime | None) -> datetime:
    """A contact is noted by the minute: one of the minute of the solution counts as after it."""
    assert moment is not None
    return moment.replace(second=0, microsecond=0)


def standing_solution(case: Case) -> RemoteSolution | None:
    """The remote solution that the case stands on."""
    if case.solved_at is None:
        return None
    return case.remote_solutions.filter(at=case.solved_at).select_related("solution").last()


def latest_causes(cases: Sequence[Case]) -> dict[int, ProbableCause]:
    """The cause that stands in each case. One query."""
    rows = ProbableCause.objects.filter(case__in=[case.pk for case in cases]).select_related("cause", "by")
    return {row.case_id: row for row in rows.order_by("at", "pk")}


def unsolved_cases(person: Any) -> QuerySet[Case]:
    """The cases at step 6 that came there by step 5, without a technical solution; the longest waiting first.

    `move_id` is the event that brought each of them.
    """
    entered = Event.objects.filter(case_id=OuterRef("pk"), kind="case.moved", after__state=State.DISTRIBUTION.value)
    latest = entered.order_by("-pk").annotate(outcome=KeyTextTransform("outcome", "after"))
    waiting = Case.objects.visible_to(person).filter(state=State.DISTRIBUTION)
    came = waiting.annotate(
        move_id=Subquery(latest.values("pk")[:1]),
        outcome=Subquery(latest.values("outcome")[:1], output_field=CharField()),
    )
    unsolved = came.filter(outcome="no_technical_solution").select_related("customer", "operations_centre")
    return unsolved.order_by("state_since", "pk")
