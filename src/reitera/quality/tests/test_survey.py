"""What answers decide, and which questions a questionnaire cannot do without."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reitera.quality.survey import DEFAULT_QUESTIONS, Kind, Working, has_what_decides, verdict_of

WORDS, SCORES = list(Working), range(1, 6)


@pytest.mark.parametrize("csat", SCORES)
@pytest.mark.parametrize("working", WORDS)
def test_satisfied_is_working_and_four_or_five_and_nothing_else(working: str, csat: int) -> None:
    expected = "satisfied" if working == "yes" and csat in (4, 5) else "dissatisfied"

    assert verdict_of(working=working, csat=csat, wants_to_leave=False) == expected


@pytest.mark.parametrize(("working", "csat"), [("yes", 5), ("no", 1)])
def test_who_wants_to_leave_is_that_whatever_else_they_say(working: str, csat: int) -> None:
    assert verdict_of(working=working, csat=csat, wants_to_leave=True) == "wants_to_leave"


def test_the_deciding_questions_are_asked_once_each_as_they_must_be_answered() -> None:
    working, csat, *others = DEFAULT_QUESTIONS

    assert has_what_decides(DEFAULT_QUESTIONS)
    assert has_what_decides([csat, working])
    for unsound in (
        [working, *others],
        [csat, *others],
        [replace(working, is_on=False), csat],
        [working, replace(csat, kind=Kind.TEXT)],
        [working, csat, csat],
    ):
        assert not has_what_decides(unsound)
