"""The questionnaire and the sizes of the sample; each change is an event, and surveys keep what they asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from reitera.core.recording import recording
from reitera.quality.models import QualityParameters, Questionnaire
from reitera.quality.refusals import DecidingQuestionMissing, QuestionnaireChanged
from reitera.quality.survey import Question, has_what_decides
from reitera.staff.models import User
from reitera.staff.rules import PARAMETER_EDITORS, require_role


def change_questionnaire(
    *, questions: Sequence[Question], greeting: str, seen_version: int, actor: User, at: datetime
) -> Questionnaire:
    """Make the next version; the same again changes nothing. Raises NotAllowed, DecidingQuestionMissing,
    QuestionnaireChanged when somebody else was first."""
    require_role(actor, *PARAMETER_EDITORS)
    if not has_what_decides(questions):
        raise DecidingQuestionMissing()
    rows = [question.as_json() for question in questions]
    with recording(actor, at, lock=Questionnaire.objects.all()) as record:
        latest = Questionnaire.in_force()
        if latest.version != seen_version:
            raise QuestionnaireChanged(version=latest.version)
        if (latest.questions, latest.greeting) == (rows, greeting.strip()):
            record.unchanged()
            return latest
        made = Questionnaire.objects.create(
            version=latest.version + 1, greeting=greeting.strip(), questions=rows, made_at=at, made_by=actor
        )
        before = {"version": latest.version, "greeting": latest.greeting, "questions": latest.questions}
        after = {"version": made.version, "greeting": made.greeting, "questions": rows}
        record.event("questionnaire.changed", subject=made, before=before, after=after)
    return made


def change_parameters(*, values: dict[str, Any], actor: User, at: datetime) -> QualityParameters:
    """Change the sizes of the samples to come; drawn ones keep theirs. Raises NotAllowed."""
    require_role(actor, *PARAMETER_EDITORS)
    with recording(actor, at, lock=QualityParameters.objects.all()) as record:
        parameters = record.locked[0] if record.locked else QualityParameters()
        before = parameters.as_values()
        for name in QualityParameters.FIELDS:
            setattr(parameters, name, values.get(name, before[name]))
        changed = {name: value for name, value in parameters.as_values().items() if value != before[name]}
        if not changed:
            record.unchanged()
            return parameters
        parameters.save()
        record.event(
            "quality.parameters_changed", subject=("quality_parameters", parameters.pk),
            before={name: before[name] for name in changed}, after=changed,
        )  # fmt: skip
    return parameters
