"""The survey as its questionnaire asks it, the causes, the notice to the customer, and what is tuned."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases.catalogue import DISSATISFACTION
from reitera.cases.forms import ActForm, ask_plan, text
from reitera.cases.models import CatalogueItem
from reitera.core import clock
from reitera.core.widgets import MomentInput
from reitera.quality.actions import Answers
from reitera.quality.models import CustomerInformed, QualityParameters, Questionnaire
from reitera.quality.queries import calls_of_case
from reitera.quality.rules import has_done_work
from reitera.quality.survey import (
    CONTACTED,
    CSAT,
    SCORES,
    WANTS_TO_LEAVE,
    WORKING,
    WORKING_WORDS,
    YES_NO_WORDS,
    Kind,
    Question,
)
from reitera.retention.forms import NoteCallForm
from reitera.retention.phones import phones_in
from reitera.retention.queries import call_results


class AnswerButtons(forms.RadioSelect):
    """The answers of a question in a row; a number key chooses one. `low` and `high` say what the ends mean."""

    template_name = "quality/answer_buttons.html"

    def __init__(self, *, low: str = "", high: str = "", columns: int = 3) -> None:
        super().__init__()
        self.low, self.high, self.columns = low, high, columns

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return context | {"low": self.low, "high": self.high, "columns": self.columns}


class CauseChips(forms.CheckboxSelectMultiple):
    template_name = "quality/cause_chips.html"


def _field_of(question: Question) -> forms.Field:
    label, required = question.text, question.decides
    match question.kind:
        case Kind.SCORE:
            choices = [(str(score), str(score)) for score in SCORES]
            buttons = AnswerButtons(low=question.low, high=question.high, columns=5)
            return forms.ChoiceField(label=label, choices=choices, widget=buttons, required=required)
        case Kind.WORKING | Kind.YES_NO:
            words = WORKING_WORDS if question.kind is Kind.WORKING else YES_NO_WORDS
            choices = [(value, gettext(word)) for value, word in words.items()]
            return forms.ChoiceField(label=label, choices=choices, widget=AnswerButtons(), required=required)
    return text(label, required=False)


def offered_causes() -> list[CatalogueItem]:
    """Why a customer is not satisfied, as may be chosen today. One query."""
    return list(CatalogueItem.objects.offered(DISSATISFACTION))


class SurveyForm(ActForm):
    """The questions of the questionnaire in force, then why not, whether the customer wants to leave, and a remark."""

    def prepare(self) -> None:
        self.questionnaire = Questionnaire.in_force()
        self.questions = self.questionnaire.asked()
        for question in self.questions:
            self.fields[f"q_{question.code}"] = _field_of(question)
        self.fields["causes"] = forms.MultipleChoiceField(
            label=_("¿Por qué no está satisfecho?"), required=False, widget=CauseChips,
            # Wanting to leave has a box of its own, with its reason.
            choices=[(cause.code, cause.label) for cause in offered_causes() if cause.code != WANTS_TO_LEAVE],
        )  # fmt: skip
        self.fields["wants_to_leave"] = forms.BooleanField(label=_("Quiere darse de baja"), required=False)
        self.fields["why_leave"] = text(_("Por qué se quiere ir"), required=False, rows=1)
        self.fields["remark"] = text(_("Lo que dijo el cliente"), required=False)
        self.fields["number"] = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
        ask_plan(self)
        if len(self.cases) == 1 and self.person and has_done_work(self.cases[0], self.person.pk):
            self.fields[f"q_{WORKING}"].help_text = _(
                "Usted hizo, aceptó o cerró este trabajo: su calidad la controla otra persona."
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("wants_to_leave") and not given.get("why_leave", "").strip():
            self.add_error("why_leave", _("Escriba por qué se quiere ir: lo lee quien distribuye el caso."))
        return given

    @property
    def question_fields(self) -> list[tuple[Question, forms.BoundField]]:
        return [(question, self[f"q_{question.code}"]) for question in self.questions]

    def answers(self) -> Answers:
        """What was answered, once the form is valid."""
        return answers_of(self.cleaned_data, self.questionnaire)


def answers_of(given: dict[str, Any], questionnaire: Questionnaire) -> Answers:
    """The answers among what a survey form cleaned."""
    others = {
        question.code: int(value) if question.kind is Kind.SCORE else value
        for question in questionnaire.asked()
        if not question.decides and (value := given.get(f"q_{question.code}"))
    }
    return Answers(
        questionnaire=questionnaire, working=given[f"q_{WORKING}"], csat=int(given[f"q_{CSAT}"]), others=others,
        causes=given["causes"], wants_to_leave=given["wants_to_leave"], why_leave=given["why_leave"],
        remark=given["remark"], number=given["number"],
    )  # fmt: skip


class CheckCallForm(NoteCallForm):
    """A call that did not come to a survey."""

    def offered(self) -> list[CatalogueItem]:
        return [result for result in call_results(for_surveys=True) if result.code != CONTACTED]

    def prepare(self) -> None:
        super().prepare()
        if len(self.cases) == 1:
            phones = phones_in(self.cases[0].customer.phone)
            self.fields["number"].initial = phones[0].written if phones else ""
            self.fields["seen_calls"].initial = calls_of_case(self.cases[0]).count()


class CausesForm(ActForm):
    """Step 12: the problems or causes, and whether they need technical work."""

    always_asks = True
    causes = forms.MultipleChoiceField(label=_("Problemas o causas"), widget=CauseChips)
    is_technical = forms.ChoiceField(
        label=_("¿Qué necesita?"),
        choices=[
            ("yes", _("Trabajo técnico: lo atiende el centro")),
            ("no", _("No es técnico: precio, cobro o trato")),
        ],
        widget=forms.RadioSelect,
    )
    remark = text(_("Observación"), required=False)

    def prepare(self) -> None:
        offered = {cause.code: cause for cause in offered_causes()}
        self.fields["causes"].choices = [(code, cause.label) for code, cause in offered.items()]  # type: ignore[attr-defined]
        if len(self.cases) == 1:
            survey = self.cases[0].surveys.last()
            said = [offered[cause["code"]] for cause in (survey.causes if survey else []) if cause["code"] in offered]
            self.fields["causes"].initial = [cause.code for cause in said]
            if said:
                self.fields["is_technical"].initial = "yes" if any(c.has("is_technical") for c in said) else "no"
        ask_plan(self)


class InformForm(ActForm):
    """Step 13: how and when the customer was told that a technician comes."""

    channel = forms.ChoiceField(label=_("Cómo"), choices=CustomerInformed.Channel.choices, widget=forms.RadioSelect)
    informed_at = forms.DateTimeField(label=_("Cuándo"), widget=MomentInput)
    remark = text(_("Qué se le dijo"), required=False)

    def prepare(self) -> None:
        self.fields["channel"].initial = CustomerInformed.Channel.CALL
        self.fields["informed_at"].initial = clock.now().replace(second=0, microsecond=0)
        ask_plan(self)

    def clean_informed_at(self) -> Any:
        moment = self.cleaned_data["informed_at"]
        if moment > clock.now():
            raise forms.ValidationError(_("Esa hora todavía no llegó. Anote el aviso cuando ocurra."))
        return moment


class SampleForm(forms.ModelForm):  # type: ignore[type-arg]
    """Sizes of the crossed sample."""

    class Meta:
        model = QualityParameters
        fields = list(QualityParameters.FIELDS)


class GreetingForm(forms.Form):
    greeting = forms.CharField(
        label=_("Saludo"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("{nombre} se reemplaza por quien llama."),
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class QuestionForm(forms.Form):
    """One question of the questionnaire; the last, empty one adds a question."""

    KINDS = [(Kind.SCORE, _("de 1 a 5")), (Kind.YES_NO, _("sí o no")), (Kind.TEXT, _("en palabras"))]

    code = forms.CharField(widget=forms.HiddenInput, max_length=20, required=False)
    text = forms.CharField(label=_("Pregunta"), max_length=160, required=False)
    kind = forms.ChoiceField(label=_("Se responde"), choices=KINDS, required=False)
    low = forms.CharField(label=_("1 quiere decir"), max_length=40, required=False)
    high = forms.CharField(label=_("5 quiere decir"), max_length=40, required=False)
    is_on = forms.BooleanField(label=_("Se pregunta"), required=False)

    @property
    def decides(self) -> bool:
        return (self["code"].value() or "") in (WORKING, CSAT)

    @property
    def has_scale(self) -> bool:
        """Whether 1 and 5 may mean something: not for "does it work", which is answered in three words."""
        return (self["code"].value() or "") != WORKING

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("code") and not given.get("text", "").strip():
            self.add_error("text", _("Escriba la pregunta. Para dejar de hacerla, quite «Se pregunta»."))
        return given


QuestionForms = forms.formset_factory(QuestionForm, extra=1, max_num=20, absolute_max=20)


def questions_written(given: list[dict[str, Any]]) -> list[Question]:
    """The questions of the formset, a new one with the next free code; those that decide keep how they are answered."""
    taken = {row["code"] for row in given if row.get("code")}
    free = (code for n in range(1, 100) if (code := f"q{n}") not in taken)
    fixed = {WORKING: Kind.WORKING, CSAT: Kind.SCORE}
    questions = []
    for row in given:
        if not row.get("text", "").strip():
            continue
        code = row.get("code") or next(free)
        questions.append(
            Question(
                code, row["text"].strip(), fixed.get(code) or Kind(row.get("kind") or Kind.SCORE), row["low"].strip(),
                row["high"].strip(), row["is_on"] or code in fixed or not row.get("code"),
            )
        )  # fmt: skip
    return questions
