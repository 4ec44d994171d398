"""Pages of quality: the daily list with its survey, the draw, and the questionnaire."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reitera.cases.acts import leads_of
from reitera.cases.seen import seen_cases
from reitera.core.clock import now
from reitera.core.errors import NotFound
from reitera.procedure.moves import MOVES
from reitera.procedure.steps import State
from reitera.quality import actions
from reitera.quality.draws import draw_page, latest_day
from reitera.quality.forms import (
    CheckCallForm,
    GreetingForm,
    QuestionForms,
    SampleForm,
    SurveyForm,
    questions_written,
)
from reitera.quality.models import CrossedCheck, QualityParameters, Questionnaire, Survey
from reitera.quality.page import quality_page
from reitera.quality.rules import QUALITY_READERS, SURVEYORS
from reitera.quality.survey import questions_of
from reitera.staff.requests import Request
from reitera.staff.rules import PARAMETER_EDITORS, require_role


@require_GET
def quality(request: Request) -> HttpResponse:
    """Whom to call today, in order, and the survey of the one that is open."""
    require_role(request.user, *QUALITY_READERS)
    return render(request, "quality/quality.html", quality_page(request.user, request.GET.dict()))


@require_POST
def case_call(request: Request) -> HttpResponse:
    """Keep what came of calling the customer of a case: an attempt when a result was chosen, else a survey."""
    require_role(request.user, *SURVEYORS)
    [case] = seen_cases(request.user, request.POST.getlist("seen")[:1])
    if request.POST.get("result"):
        call = CheckCallForm(request.POST, cases=[case], person=request.user)
        if call.is_valid():
            actions.note_check_call(case=case, actor=request.user, at=now(), **call.cleaned_data)
            return _noted(request, str(case))
        return _again(request, {"caso": str(case)}, {"call": call})
    survey = SurveyForm(request.POST, cases=[case], person=request.user)
    if survey.is_valid():
        plan = survey.cleaned_data.get("plan", "")
        kept = actions.record_survey(case=case, answers=survey.answers(), plan=plan, actor=request.user, at=now())
        return _kept(request, str(case), kept)
    return _again(request, {"caso": str(case)}, {"survey": survey})


@require_POST
def check_call(request: Request, pk: int) -> HttpResponse:
    """The same for a crossed check."""
    require_role(request.user, *SURVEYORS)
    check = CrossedCheck.objects.visible_to(request.user).filter(pk=pk).first()
    if check is None:
        raise NotFound(what=_("ese control"))
    if request.POST.get("result"):
        call = CheckCallForm(request.POST, person=request.user)
        if call.is_valid():
            actions.note_crossed_call(check=check, actor=request.user, at=now(), **call.cleaned_data)
            return _noted(request, str(check))
        return _again(request, {"control": str(pk)}, {"call": call})
    survey = SurveyForm(request.POST, person=request.user)
    if survey.is_valid():
        kept = actions.record_crossed_survey(check=check, answers=survey.answers(), actor=request.user, at=now())
        return _kept(request, str(check), kept)
    return _again(request, {"control": str(pk)}, {"survey": survey})


def _noted(request: Request, name: str) -> HttpResponse:
    messages.success(request, _("Se anotó el intento de {name}.").format(name=name))
    return redirect("quality:quality")


def _kept(request: Request, name: str, survey: Survey) -> HttpResponse:
    """Say where the answers led."""
    if survey.case_id is not None:
        move = next(m for m in MOVES if m.origin is State.QUALITY_CHECK and m.outcome == survey.verdict)
        where = leads_of(move)
    else:
        where = _("queda controlada") if survey.verdict == "satisfied" else _("abre un caso preventivo en el paso 12")
    messages.success(request, _("Se guardó la encuesta: {name} {where}.").format(name=name, where=where))
    return redirect("quality:quality")


def _again(request: Request, asked: dict[str, str], forms: dict[str, Any]) -> HttpResponse:
    return render(request, "quality/quality.html", quality_page(request.user, asked, forms), status=422)


@require_GET
def draws(request: Request) -> HttpResponse:
    """The latest draw."""
    require_role(request.user, *QUALITY_READERS)
    day = latest_day(request.user)
    if day is None:
        return render(request, "quality/draw.html", {"page": None})
    return redirect("quality:draw", day=day.isoformat())


@require_GET
def draw(request: Request, day: str) -> HttpResponse:
    """How the checks of one day were drawn: rule, seed, pool, picks; and that drawing again gives the same."""
    require_role(request.user, *QUALITY_READERS)
    try:
        asked = date.fromisoformat(day)
    except ValueError:
        raise NotFound(what=_("el sorteo de ese día")) from None
    return render(request, "quality/draw.html", {"page": draw_page(request.user, asked)})


@require_http_methods(["GET", "POST"])
def questionnaire(request: Request) -> HttpResponse:
    """The survey's questions, by version, and the sizes of the sample."""
    require_role(request.user, *PARAMETER_EDITORS)
    latest, asked = Questionnaire.in_force(), request.POST.get("form", "")
    start = [{**row.as_json()} for row in questions_of(latest.questions)]
    greeting = GreetingForm(
        request.POST if asked == "questions" else None,
        initial={"greeting": latest.greeting, "seen_version": latest.version},
    )
    questions = QuestionForms(request.POST if asked == "questions" else None, initial=start, prefix="q")
    sample = SampleForm(request.POST if asked == "sample" else None, instance=QualityParameters.in_force())
    if asked == "questions" and greeting.is_valid() and questions.is_valid():
        made = actions.change_questionnaire(
            questions=questions_written(questions.cleaned_data), actor=request.user, at=now(), **greeting.cleaned_data
        )
        messages.success(request, _("Se guardó el cuestionario, versión {version}.").format(version=made.version))
        return redirect("quality:questionnaire")
    if asked == "sample" and sample.is_valid():
        actions.change_parameters(values=sample.cleaned_data, actor=request.user, at=now())
        messages.success(request, _("Se guardó. Las muestras ya sorteadas conservan lo que tenían."))
        return redirect("quality:questionnaire")
    context = {"greeting": greeting, "questions": questions, "sample": sample, "latest": latest}
    return render(request, "quality/questionnaire.html", context, status=422 if asked else 200)
