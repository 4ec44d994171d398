"""Months closed and remarks written: by the owner, once, and never rewritten."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from reitera.core.errors import NotAllowed
from reitera.core.models import Event
from reitera.indicators.actions import close_month, write_remark
from reitera.indicators.indicator import Indicator, Verdict
from reitera.indicators.models import ActionRemark, MonthClosing
from reitera.indicators.queries import months_shown
from reitera.indicators.refusals import (
    FiguresChanged,
    MonthAlreadyClosed,
    MonthWithoutVerdict,
    NothingToAnswer,
    RemarkChanged,
    RemarkMissing,
)
from reitera.indicators.tests.arrange import NOVEMBER, OCTOBER, SEPTEMBER, declare_months, leave_many
from reitera.intake.models import Import
from tests.cast import NOON, Cast

SEEN = Indicator(OCTOBER, 2, 3)
NOT_OWNERS = ["division_head", "manager_analyst", "administrator", "usm_analyst", "nobody"]


@pytest.fixture
def observed(cast: Cast) -> Cast:
    """September with 2 cancellations, October with 3."""
    declare_months(SEPTEMBER, OCTOBER)
    leave_many(cast.north, SEPTEMBER, 2)
    leave_many(cast.north, OCTOBER, 3)
    return cast


def close(cast: Cast, seen: Indicator = SEEN, who: str = "indicator_owner") -> MonthClosing:
    return close_month(seen=seen, actor=cast.people[who], at=NOON)


def remark(cast: Cast, text: str = "Planta cambia la tarjeta.", seen: int = 0, **more: Any) -> ActionRemark:
    given = {"month": OCTOBER, "actor": cast.indicator_owner, "at": NOON, **more}
    return write_remark(text=text, seen=seen, **given)


def test_closing_keeps_inputs_result_and_what_they_came_from(observed: Cast) -> None:
    closing = close(observed)

    assert (closing.previous, closing.current, closing.result, closing.verdict) == (2, 3, -1, "observed")
    assert closing.imports == sorted(Import.objects.values_list("pk", flat=True))
    event = Event.objects.get()
    assert (event.kind, event.actor, event.after["result"]) == (
        "indicator.month_closed", observed.indicator_owner, -1,
    )  # fmt: skip


def test_what_is_imported_later_is_a_correction_apart(observed: Cast) -> None:
    close(observed)
    assert months_shown([OCTOBER], NOON.date())[0].correction is None

    leave_many(observed.north, SEPTEMBER, 4, reason="Tarde")
    [shown] = months_shown([OCTOBER], NOON.date())

    assert (shown.indicator.value, shown.indicator.verdict) == (-1, Verdict.OBSERVED)
    assert shown.correction == Indicator(OCTOBER, 6, 3)


def test_a_correction_with_the_same_result_is_one_all_the_same(observed: Cast) -> None:
    close(observed)

    leave_many(observed.north, SEPTEMBER, 1, reason="Tarde")
    leave_many(observed.north, OCTOBER, 1, reason="Tarde")

    assert months_shown([OCTOBER], NOON.date())[0].correction == Indicator(OCTOBER, 3, 4)


@pytest.mark.parametrize("who", NOT_OWNERS)
def test_only_the_owner_closes(observed: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        close(observed, who=who)

    assert (MonthClosing.objects.count(), Event.objects.count()) == (0, 0)


def test_a_closed_month_is_not_closed_again(observed: Cast) -> None:
    close(observed)

    with pytest.raises(MonthAlreadyClosed) as refusal:
        close(observed)

    assert (refusal.value.status, Event.objects.count()) == (409, 1)
    assert "−1" in refusal.value.message


def test_closing_in_the_same_instant_is_refused_in_words(observed: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    close(observed)
    monkeypatch.setattr(MonthClosing.objects, "filter", lambda **_: MonthClosing.objects.none())

    with pytest.raises(MonthAlreadyClosed), transaction.atomic():
        close(observed)


def test_a_month_without_verdict_is_not_closed(observed: Cast) -> None:
    with pytest.raises(MonthWithoutVerdict) as refusal:
        close(observed, Indicator(NOVEMBER, 3, 0))

    assert "todavía no termina" in refusal.value.message
    assert Event.objects.count() == 0


def test_figures_that_changed_while_the_owner_looked_are_not_frozen(observed: Cast) -> None:
    leave_many(observed.north, OCTOBER, 1, reason="Tarde")

    with pytest.raises(FiguresChanged):
        close(observed)

    assert MonthClosing.objects.count() == 0


def test_a_closing_that_fails_at_the_end_leaves_neither_row_nor_event(
    observed: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("reitera.core.recording.Record.flush", fail)

    with pytest.raises(RuntimeError):
        close(observed)

    assert (MonthClosing.objects.count(), Event.objects.count()) == (0, 0)


def test_the_owner_answers_for_an_observed_month(observed: Cast) -> None:
    written = remark(observed, "  Planta cambia la tarjeta.  ")

    event = Event.objects.get()
    assert (written.text, written.number, written.author) == ("Planta cambia la tarjeta.", 1, observed.indicator_owner)
    assert (event.kind, event.personal.after) == ("indicator.remarked", {"remark": "Planta cambia la tarjeta."})
    assert "tarjeta" not in str(event.after)


def test_a_second_remark_corrects_the_first_and_keeps_it(observed: Cast) -> None:
    remark(observed)

    remark(observed, "El 28/11.", seen=1)

    assert [kept.number for kept in ActionRemark.objects.filter(month=OCTOBER)] == [2, 1]


def test_a_repeated_click_writes_one_remark(observed: Cast) -> None:
    remark(observed)

    with pytest.raises(RemarkChanged) as refusal:
        remark(observed)

    assert (refusal.value.status, ActionRemark.objects.count(), Event.objects.count()) == (409, 1, 1)


@pytest.mark.parametrize("who", NOT_OWNERS)
def test_only_the_owner_writes_remarks(observed: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        remark(observed, actor=observed.people[who])

    assert ActionRemark.objects.count() == 0


def test_an_empty_remark_is_refused(observed: Cast) -> None:
    with pytest.raises(RemarkMissing):
        remark(observed, "  ")


@pytest.mark.parametrize("month", [SEPTEMBER, NOVEMBER])
def test_a_month_that_is_not_observed_takes_no_remark(observed: Cast, month: Any) -> None:
    with pytest.raises(NothingToAnswer):
        remark(observed, month=month)

    assert (ActionRemark.objects.count(), Event.objects.count()) == (0, 0)


def test_the_frozen_verdict_decides_whether_a_remark_is_due(observed: Cast) -> None:
    close(observed)
    leave_many(observed.north, SEPTEMBER, 9, reason="Tarde")

    assert remark(observed).number == 1
