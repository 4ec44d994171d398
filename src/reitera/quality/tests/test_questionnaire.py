"""The questionnaire has versions; a survey keeps the one it asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reitera.cases.tests.test_acts import make_case
from reitera.core.errors import NotAllowed
from reitera.core.models import Event
from reitera.procedure.steps import State
from reitera.quality.actions import change_questionnaire, record_survey
from reitera.quality.models import Questionnaire, Survey
from reitera.quality.refusals import DecidingQuestionMissing, QuestionnaireChanged
from reitera.quality.survey import DEFAULT_QUESTIONS
from reitera.quality.tests.conftest import said
from tests.cast import NOON, Cast

REWORDED = [replace(DEFAULT_QUESTIONS[0], text="¿Anda bien?"), *DEFAULT_QUESTIONS[1:]]


def change(actor, questions=REWORDED, seen: int = 1) -> Questionnaire:
    return change_questionnaire(questions=questions, greeting="Hola", seen_version=seen, actor=actor, at=NOON)


def test_a_change_makes_the_next_version_and_surveys_keep_theirs(cast: Cast) -> None:
    record_survey(case=make_case(cast, State.QUALITY_CHECK), answers=said(), actor=cast.quality_coordinator, at=NOON)

    made = change(cast.division_head)

    assert (made.version, made.asked()[0].text) == (2, "¿Anda bien?")
    assert Survey.objects.get().questionnaire.asked()[0].text == "¿Su servicio quedó funcionando?"
    event = Event.objects.get(kind="questionnaire.changed")
    assert (event.before["version"], event.after["version"]) == (1, 2)


def test_the_same_again_is_no_version(cast: Cast) -> None:
    change(cast.administrator)

    assert change(cast.administrator, seen=2).version == 2
    assert Event.objects.count() == 1


def test_two_people_who_change_it_at_once_do_not_overwrite_each_other(cast: Cast) -> None:
    change(cast.administrator)

    with pytest.raises(QuestionnaireChanged):
        change(cast.division_head, [*REWORDED[:2]])


def test_the_deciding_questions_stay(cast: Cast) -> None:
    with pytest.raises(DecidingQuestionMissing):
        change(cast.administrator, REWORDED[1:])


@pytest.mark.parametrize("person", ["quality_coordinator", "manager_analyst"])
def test_only_who_keeps_parameters_changes_it(cast: Cast, person: str) -> None:
    with pytest.raises(NotAllowed):
        change(cast.people[person])
