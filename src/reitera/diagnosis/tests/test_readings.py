"""Readings, causes and contacts noted on a case."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from reitera.cases.models import Case
from reitera.cases.refusals import NotOffered, NotYourCase, SomeoneWasFirst
from reitera.cases.tests.test_acts import make_case
from reitera.core.errors import NotAllowed
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.diagnosis.actions import change_factor, note_contact, note_readings, switch_factor
from reitera.diagnosis.entries import entry_of
from reitera.diagnosis.models import CustomerContact, FactorVersion, PortClass, ProbableCause, Reading
from reitera.diagnosis.refusals import AlreadyNoted, FactorChanged, NothingNoted, NotYet, ThresholdsCross
from reitera.diagnosis.rules import MEASURED_IN
from reitera.diagnosis.tests.arranged import entry, fibre_case, item, values, version_of
from reitera.diagnosis.words import CannotUse
from reitera.procedure.steps import WAITING_STATES, State
from tests.cast import NOON, Cast

THE_MINUTE = NOON - timedelta(minutes=5)


def note(case: Case, actor, entries=(), at=NOON, **more):
    more = {"moment": "before", "measured_at": THE_MINUTE, **more}
    return note_readings(case=case, entries=entries, actor=actor, at=at, **more)


def test_what_is_filled_is_judged_and_kept_and_the_case_stays(cast: Cast) -> None:
    case, product = fibre_case(cast)
    entries = [entry("FAC-F01", "−28,1", "B+"), entry("FAC-E13", "0,5"), entry("FAC-E01", "en línea")]

    note(case, cast.usm_analyst, entries, product=product, remark="lo vi con el técnico")

    case.refresh_from_db()
    event = Event.objects.get()
    assert values(case) == [
        ("FAC-F01", Decimal("-28.1"), "critical"), ("FAC-E01", None, "ok"), ("FAC-E13", Decimal("0.5"), "observation"),
    ]  # fmt: skip
    assert (case.state, event.kind, event.step) == (State.TECHNICAL_REVIEW, "diagnosis.readings_noted", "4")
    assert [reading["factor"] for reading in event.after["readings"]] == ["FAC-F01", "FAC-E13", "FAC-E01"]
    assert event.personal.after == {"remark": "lo vi con el técnico"}


def test_a_probable_cause_is_an_event_of_its_own_and_is_noted_once(cast: Cast) -> None:
    case, _product = fibre_case(cast)
    note(case, cast.usm_analyst, cause=item("CAU-A03"))
    with pytest.raises(AlreadyNoted):
        note(case, cast.usm_analyst, cause=item("CAU-A03"))
    note(case, cast.usm_analyst, cause=item("CAU-B03"))

    events = Event.objects.order_by("pk")
    assert [cause.cause.code for cause in ProbableCause.objects.order_by("pk")] == ["CAU-A03", "CAU-B03"]
    assert [event.kind for event in events] == ["diagnosis.cause_noted"] * 2
    assert events[1].after["cause_before"]["code"] == "CAU-A03"


def test_a_cause_that_is_no_longer_used_is_refused(cast: Cast) -> None:
    case, _product = fibre_case(cast)
    cause = item("CAU-A03")
    cause.is_active = False

    with pytest.raises(NotOffered):
        note(case, cast.usm_analyst, cause=cause)

    assert Event.objects.count() == 0


@pytest.mark.parametrize("again", ["readings", "remark"])
def test_a_repeated_click_notes_once(cast: Cast, again: str) -> None:
    case, _product = fibre_case(cast)
    written = {"entries": [entry("FAC-E13", "0")]} if again == "readings" else {"remark": "sin luz en la zona"}
    note(case, cast.usm_analyst, **written)

    with pytest.raises(AlreadyNoted) as refusal:
        note(case, cast.usm_analyst, **written)

    assert (refusal.value.status, Event.objects.count()) == (409, 1)


def test_nothing_is_no_reading(cast: Cast) -> None:
    case, _product = fibre_case(cast)
    with pytest.raises(NothingNoted):
        note(case, cast.usm_analyst, remark="  ")


def test_nothing_is_measured_in_the_future(cast: Cast) -> None:
    case, _product = fibre_case(cast)
    with pytest.raises(NotYet):
        note(case, cast.usm_analyst, [entry("FAC-E13", "0")], measured_at=NOON + timedelta(minutes=1))


@pytest.mark.parametrize("state", WAITING_STATES)
def test_readings_are_noted_in_the_states_that_measure_and_in_no_other(cast: Cast, state: State) -> None:
    case, _product = fibre_case(cast, state)
    if state in MEASURED_IN:
        assert note(case, cast.usm_analyst, [entry("FAC-E13", "0")])
        return
    with pytest.raises(NotYourCase):
        note(case, cast.usm_analyst, [entry("FAC-E13", "0")])
    assert (Reading.objects.count(), Event.objects.count()) == (0, 0)


@pytest.mark.parametrize("person", ["usm_analyst_south", "manager_analyst", "division_head", "quality_coordinator"])
def test_who_does_not_have_the_case_notes_nothing(cast: Cast, person: str) -> None:
    case, _product = fibre_case(cast)
    with pytest.raises(NotYourCase):
        note(case, cast.people[person], [entry("FAC-E13", "0")])
    assert (Reading.objects.count(), Event.objects.count()) == (0, 0)


def test_the_technician_measures_their_own_visit_only(cast: Cast) -> None:
    mine, _ = fibre_case(cast, State.FIELD_WORK, technician=cast.field_technician)
    other, _ = fibre_case(cast, State.FIELD_WORK, technician=cast.field_technician_south)

    assert note(mine, cast.field_technician, [entry("FAC-E13", "0")])
    with pytest.raises(NotYourCase):
        note(other, cast.field_technician, [entry("FAC-E13", "0")])


def test_a_case_that_moved_meanwhile_is_not_measured(cast: Cast) -> None:
    case, _product = fibre_case(cast)
    with arranging():
        Case.objects.filter(pk=case.pk).update(state_since=NOON + timedelta(hours=1))
    with pytest.raises(SomeoneWasFirst):
        note(case, cast.usm_analyst, [entry("FAC-E13", "0")])


def test_the_class_of_the_port_is_kept_for_the_next_readings(cast: Cast) -> None:
    case, product = fibre_case(cast)
    for number, name in enumerate(("B+", "B+", "C+")):
        minute = THE_MINUTE + timedelta(minutes=number)
        note(case, cast.usm_analyst, [entry("FAC-E13", "0")], product=product, optical_class=name, measured_at=minute)

    [port] = PortClass.objects.all()
    changes = [(e.before, e.after["optical_class"]) for e in Event.objects.filter(kind="port.class_noted")]
    assert (port.olt, port.port, port.optical_class) == ("OLT-1", "0/1/3", "C+")
    assert changes == [(None, "B+"), ({"optical_class": "B+"}, "C+")]


def test_a_failure_after_the_readings_leaves_neither_readings_nor_event(cast: Cast, monkeypatch) -> None:
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("reitera.diagnosis.actions.readings.note_on_case", broken)
    case, _product = fibre_case(cast)

    with pytest.raises(RuntimeError):
        note(case, cast.usm_analyst, [entry("FAC-E13", "0")], cause=item("CAU-A03"))

    assert (Reading.objects.count(), ProbableCause.objects.count(), Event.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("code", "written", "sentence"),
    [
        ("FAC-F01", "−2,18", "−2,18 dBm está fuera de lo que mide una ONT. ¿Quiso escribir −21,8?"),
        ("FAC-F01", "0", "0 dBm está fuera de lo que mide una ONT. Mide de −40 a −3."),
        ("FAC-F01", "bien", "«bien» no es un número. Se espera algo como −21,8."),
        ("FAC-F11", "2,5", "Se cuenta en enteros: 2,5 no lo es."),
        ("FAC-E01", "más o menos", "No está entre las respuestas: «en línea», «intermitente», «fuera de línea», "
                                   "«no autentica»."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_what_was_probably_meant(
    cast: Cast, code: str, written: str, sentence: str
) -> None:
    with pytest.raises(CannotUse) as refusal:
        entry(code, written, "B+" if code == "FAC-F01" else "")
    assert str(refusal.value) == sentence


def test_limits_that_depend_on_what_nobody_said_are_asked_for(cast: Cast) -> None:
    with pytest.raises(CannotUse, match="clase óptica"):
        entry("FAC-F07", "24")
    with pytest.raises(CannotUse, match="splitter"):
        entry("FAC-F10", "11")
    with pytest.raises(CannotUse, match=r"se juzga para B\+, y aquí es C\+"):
        entry("FAC-F01", "-20", "C+")


def test_no_data_and_not_applicable_are_answers_and_never_ok(cast: Cast) -> None:
    judged = [entry("FAC-F01", words, "B+").judgement for words in ("sin dato", "N/D", "no aplica")]
    machine = [
        entry_of(version_of("FAC-F01"), words, "B+", by_machine=True).judgement for words in ("2147483647", "-1")
    ]

    assert judged == ["no_data", "no_data", "not_applicable"]
    assert machine == ["no_data", "no_data"]


# Contacts (15.1)


def contact(case: Case, actor, **more):
    told = {"contacted_at": THE_MINUTE, "how": "call", "with_whom": "Doña Rosa", "told": "ya quedó", **more}
    return note_contact(case=case, actor=actor, at=NOON, **told)


def test_a_contact_is_noted_once_and_what_was_said_is_erasable(cast: Cast) -> None:
    case = make_case(cast, State.SOLUTION_MONITORING)
    contact(case, cast.usm_analyst)
    with pytest.raises(AlreadyNoted):
        contact(case, cast.usm_analyst)

    event = Event.objects.get()
    assert (event.kind, event.after["how"]) == ("diagnosis.contact_noted", "call")
    assert event.personal.after == {"with_whom": "Doña Rosa", "told": "ya quedó"}
    assert CustomerContact.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "person"),
    [(State.SOLUTION_MONITORING, "usm_analyst_south"), (State.SOLUTION_MONITORING, "retention_agent"),
     (State.TECHNICAL_REVIEW, "usm_analyst")],
)  # fmt: skip
def test_a_contact_is_noted_by_the_analyst_who_monitors(cast: Cast, state: State, person: str) -> None:
    case = make_case(cast, state)
    with pytest.raises(NotYourCase):
        contact(case, cast.people[person])
    assert (CustomerContact.objects.count(), Event.objects.count()) == (0, 0)


# The catalogue


def test_a_changed_factor_judges_the_next_readings_and_the_old_keep_theirs(cast: Cast) -> None:
    case, _product = fibre_case(cast)
    old = note(case, cast.usm_analyst, [entry("FAC-E13", "0,5")])[0]

    made = change_factor(
        version=version_of("FAC-E13"), values={"bands": {"": {"ok": [None, "1"], "watch": [None, "2"]}}},
        actor=cast.division_head, at=NOON,
    )  # fmt: skip

    new = note(case, cast.usm_analyst, [entry("FAC-E13", "0,5")], measured_at=NOON)[0]
    old.refresh_from_db()
    event = Event.objects.get(kind="factor.changed")
    assert (old.judgement, old.version.number, new.judgement, new.version) == ("observation", 1, "ok", made)
    assert (event.before["version"], event.after["version"]) == (1, 2)
    assert event.before["bands"] == {"": {"ok": [None, "0"], "watch": [None, "1"]}}


def test_only_administrator_and_division_head_keep_the_catalogue(cast: Cast) -> None:
    version = version_of("FAC-E13")
    with pytest.raises(NotAllowed):
        change_factor(version=version, values={"label": "x"}, actor=cast.manager_analyst, at=NOON)
    with pytest.raises(NotAllowed):
        switch_factor(factor=version.factor, active=False, actor=cast.usm_analyst, at=NOON)
    assert Event.objects.count() == 0


def test_thresholds_that_cross_and_a_version_that_is_gone_are_refused(cast: Cast) -> None:
    version = version_of("FAC-E13")
    crossed = {"": {"ok": [None, "5"], "watch": [None, "2"]}}
    with pytest.raises(ThresholdsCross):
        change_factor(version=version, values={"bands": crossed}, actor=cast.administrator, at=NOON)
    change_factor(version=version, values={"label": "Pérdida"}, actor=cast.administrator, at=NOON)
    with pytest.raises(FactorChanged):
        change_factor(version=version, values={"label": "Otra"}, actor=cast.administrator, at=NOON)

    assert FactorVersion.objects.filter(factor=version.factor).count() == 2


def test_the_same_thresholds_again_change_nothing(cast: Cast) -> None:
    version = version_of("FAC-E13")
    same = {"label": version.label, "bands": version.bands}

    assert change_factor(version=version, values=same, actor=cast.administrator, at=NOON) == version
    assert Event.objects.count() == 0


def test_a_factor_out_of_use_is_no_longer_asked_for(cast: Cast) -> None:
    switch_factor(factor=version_of("FAC-E13").factor, active=False, actor=cast.administrator, at=NOON)

    asked = [version.code for version in FactorVersion.objects.in_force("FTTH_GPON")]
    assert "FAC-E13" not in asked and len(asked) == 47
    assert Event.objects.get().after == {"factor": "FAC-E13", "is_active": False}
