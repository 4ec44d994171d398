"""Readings and contacts noted on a case; neither moves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases import gate
from reitera.cases.actions import require_seen, rows_of
from reitera.cases.models import Case, CatalogueItem
from reitera.cases.refusals import NotYourCase
from reitera.cases.rights import Right
from reitera.core.clock import local_zone
from reitera.core.errors import Refusals, sift
from reitera.core.models import Event
from reitera.core.recording import Record, recording
from reitera.core.visibility import role_labels
from reitera.customers.models import Product
from reitera.diagnosis import rules
from reitera.diagnosis.actions.causes import note_cause
from reitera.diagnosis.entries import Entry, entry_of
from reitera.diagnosis.judgement import WORST_FIRST, Judgement
from reitera.diagnosis.models import CustomerContact, PortClass, Reading
from reitera.diagnosis.queries import MainFactor, latest_readings, main_factors
from reitera.diagnosis.refusals import AlreadyNoted, NoMainFactor, NotAReading, NothingNoted, NotYet, ReadingsStay
from reitera.diagnosis.words import CannotUse
from reitera.staff.models import User

MOST_IN_EVENT = 60
"""Readings whose facts one event keeps: more than a person types at once, fewer than a machine's file may hold."""


def note_readings(
    *,
    case: Case,
    entries: Sequence[Entry],
    moment: str,
    measured_at: datetime,
    actor: User,
    at: datetime,
    product: Product | None = None,
    optical_class: str = "",
    cause: CatalogueItem | None = None,
    remark: str = "",
) -> list[Reading]:
    """Note what was measured on a case, its probable cause and a remark; only what was filled is kept.

    A class of the product's OLT port that is new or another is kept for the readings to come. Raises NotYourCase,
    SomeoneWasFirst, NothingNoted, NotYet, AlreadyNoted for the same factor of the same minute.
    """
    if not (entries or cause or remark.strip()):
        raise NothingNoted()
    _require_past(measured_at, at)
    with recording(actor, at, lock=rows_of([case])) as record:
        require_seen(record, [case])
        [locked] = record.locked
        if not rules.can_note_readings(actor.viewer, locked):
            raise not_yours(locked)
        readings = [
            reading_of(locked, entry, moment=moment, at=measured_at, by=actor, product=product) for entry in entries
        ]
        _require_new(locked, readings)
        changed = note_cause(record, [locked], cause)
        if optical_class and product is not None and product.olt:
            keep_class(record, product, optical_class)
        Reading.objects.bulk_create(readings)
        if readings or remark.strip():
            _require_other_remark(locked, readings, remark, measured_at, actor)
            note_on_case(record, locked, readings, remark=remark)
        elif not changed:
            raise AlreadyNoted(case=locked, what=gettext("esa causa probable"), time=_hour(at))
    return readings


MEASURING = Right(
    rules.can_note_readings,
    who=_("Las lecturas las anota el Analista USM del centro o quien tiene el caso."),
    roles=rules.readers_of,
    when=_("Las lecturas se anotan en 4, 14, 15, 19 y al aceptar el trabajo."),
    states=rules.MEASURED_IN,
)


def note_measures(
    record: Record, values: Mapping[Case, str], *, moment: str, right: Right = MEASURING, source: str = "typed"
) -> Refusals:
    """Note on each locked case a value of its main factor, as it was written; measured now, before or after the work.

    `right` is another where the values come with something else than an edit (the sheet that was used before).

    The value that stands already is not noted again. Nothing is noted on refused cases. As many queries for one as for
    thirty. Refuses OthersCan, NotInThisStep, NoMainFactor, ReadingsStay for a blank, NotAReading.
    """
    allowed, refused = right.sift(record, values)
    mains = main_factors(allowed, record.actor)
    entries = dict[int, Entry]()

    def understand(case: Case) -> None:
        entries[case.pk] = _entry_of(case, values[case], mains.get(case.pk))

    fitting, unfit = sift(allowed, understand)
    standing = latest_readings(fitting, moment)
    readings = [
        reading_of(
            case,
            entries[case.pk],
            moment=moment,
            at=record.at,
            by=record.actor,
            product=mains[case.pk].product,
            source=source,
        )
        for case in fitting
        if not _is_standing(entries[case.pk], standing.get((case.pk, mains[case.pk].version.factor_id)))
    ]
    Reading.objects.bulk_create(readings)
    for reading in readings:
        note_on_case(record, reading.case, [reading])
    if not readings:
        record.unchanged()
    return refused | unfit


def _entry_of(case: Case, written: str, main: MainFactor | None) -> Entry:
    if not written.strip():
        raise ReadingsStay(case=case)
    if main is None:
        raise NoMainFactor(case=case)
    try:
        return entry_of(main.version, written, main.variant)
    except CannotUse as reason:
        raise NotAReading(why=str(reason)) from reason


def _is_standing(entry: Entry, reading: Reading | None) -> bool:
    """Whether the value was noted already and would be judged as it was."""
    if reading is None or reading.version_id != entry.version.pk:
        return False
    said = (reading.value, reading.choice, reading.text, reading.judgement)
    return said == (entry.value, entry.choice, entry.text, entry.judgement)


def note_contact(
    *, case: Case, contacted_at: datetime, how: str, with_whom: str, told: str, actor: User, at: datetime
) -> CustomerContact:
    """Note that the customer was told of the solution (15.1).

    Raises NotYourCase, SomeoneWasFirst, NotYet, AlreadyNoted.
    """
    _require_past(contacted_at, at)
    with recording(actor, at, lock=rows_of([case])) as record:
        require_seen(record, [case])
        [locked] = record.locked
        if not rules.can_note_contact(actor.viewer, locked):
            raise not_yours(locked)
        contact = CustomerContact(case=locked, at=contacted_at, how=how, by=actor)
        if locked.solution_contacts.filter(at=contacted_at, how=how).exists():
            raise AlreadyNoted(case=locked, what=gettext("un contacto"), time=_hour(contacted_at))
        contact.save()
        gate.note(
            record, "diagnosis.contact_noted", locked, gate.snapshot(locked),
            given={"with_whom": with_whom.strip(), "told": told.strip()}, how=how, at=contacted_at.isoformat(),
        )  # fmt: skip
    return contact


def reading_of(
    case: Case, entry: Entry, *, moment: str, at: datetime, by: Any, product: Product | None, source: str = "typed"
) -> Reading:
    return Reading(
        case=case, product=product, factor=entry.version.factor, version=entry.version, variant=entry.variant,
        moment=moment, value=entry.value, choice=entry.choice, text=entry.text, judgement=entry.judgement, at=at,
        by=by, source=source,
    )  # fmt: skip


def note_on_case(
    record: Record, case: Case, readings: Sequence[Reading], *, remark: str = "", kind: str = "diagnosis.readings_noted"
) -> None:
    """The event of readings noted on a case: how many, and what the worst of them said."""
    worst = sorted(readings, key=lambda reading: WORST_FIRST.index(Judgement(reading.judgement)))
    gate.note(
        record, kind, case, gate.snapshot(case), given={"remark": remark.strip()}, count=len(readings),
        readings=[facts_of(reading) for reading in worst[:MOST_IN_EVENT]],
        moment=readings[0].moment if readings else "", at=readings[0].at.isoformat() if readings else "",
    )  # fmt: skip


def facts_of(reading: Reading) -> dict[str, Any]:
    """What an event keeps of a reading: enough to read it without the catalogue."""
    option = reading.version.option(reading.choice) if reading.choice else None
    return {
        "factor": reading.factor.code,
        "version": reading.version.number,
        "label": reading.version.label,
        "unit": reading.version.unit,
        "value": str(reading.value) if reading.value is not None else None,
        "said": option["label"] if option else reading.text,
        "variant": reading.variant,
        "judgement": reading.judgement,
    }


def keep_class(record: Record, product: Product, optical_class: str) -> None:
    """Remember the optical class of a port; a change is an event from/to."""
    known = PortClass.objects.select_for_update().filter(olt=product.olt, port=product.port).first()
    if known is not None and known.optical_class == optical_class:
        return
    kept = known or PortClass(olt=product.olt, port=product.port)
    before = {"optical_class": known.optical_class} if known else None
    kept.optical_class = optical_class
    kept.save()
    after = {"olt": kept.olt, "port": kept.port, "optical_class": optical_class}
    record.event("port.class_noted", subject=kept, before=before, after=after)


def not_yours(case: Case) -> NotYourCase:
    return NotYourCase(
        case=case,
        step=case.step_label,
        roles=role_labels(case.info.roles),
        centre=case.operations_centre or gettext("todos los centros"),
    )


def _require_past(moment: datetime, at: datetime) -> None:
    if moment > at:
        raise NotYet(moment=f"{moment.astimezone(local_zone()):%d/%m/%Y %H:%M}")


def _require_new(case: Case, readings: Sequence[Reading]) -> None:
    if not readings:
        return
    first = readings[0]
    same = Reading.objects.filter(case=case, at=first.at, moment=first.moment).values_list("factor", flat=True)
    known = set(same)
    for reading in readings:
        if reading.factor_id in known:
            raise AlreadyNoted(case=case, what=f"«{reading.version.label}»", time=_hour(reading.at))


def _require_other_remark(
    case: Case, readings: Sequence[Reading], remark: str, measured_at: datetime, actor: User
) -> None:
    """A remark alone, pressed twice, is one remark."""
    if readings:
        return
    last = Event.objects.filter(case_id=case.pk, actor=actor).select_related("personal").order_by("-pk").first()
    personal = getattr(last, "personal", None) if last and last.kind == "diagnosis.readings_noted" else None
    if personal and (personal.after or {}).get("remark") == remark.strip():
        raise AlreadyNoted(case=case, what=gettext("esa observación"), time=_hour(measured_at))


def _hour(moment: datetime) -> str:
    return f"{moment.astimezone(local_zone()):%H:%M}"
