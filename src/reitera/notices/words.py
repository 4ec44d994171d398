"""A notice in words, in the language of who reads it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from reitera.cases.models import step_label
from reitera.notices.models import Notice
from reitera.procedure.steps import STATES


def sentence_of(notice: Notice) -> str:
    """ "Álvaro Montaño le pasó TT-1042 (Rosmery Quispe): 4 · Revisar factores técnicos."."""
    who = str(notice.actor) if notice.actor else gettext("El sistema")
    whom = f"{notice.case} ({notice.case.customer})"
    step = step_label(notice.state) if notice.state in STATES else ""
    if notice.count > 1:
        return _sentence_of_many(notice, who, step)
    sentences = {
        Notice.Kind.ARRIVED: gettext("{who} le pasó {case}: {step}."),
        Notice.Kind.REINCIDENT: gettext("Entró un reporte nuevo de {case}, que está en {step}."),
        Notice.Kind.CRITICAL: gettext("{case} es crítico: solo sigue con un plan escrito."),
        Notice.Kind.MENTIONED: gettext("{who} lo mencionó en {case}."),
        Notice.Kind.RESCHEDULED: gettext("{who} cambió la hora o el técnico de su visita de {case}."),
        Notice.Kind.VISIT_GONE: gettext("{who} le quitó la visita de {number}: ya no va usted."),
        Notice.Kind.ALERT: gettext("Alerta temprana: {case} repitió esta semana. Está en {step}."),
    }
    return sentences[Notice.Kind(notice.kind)].format(who=who, case=whom, number=notice.case, step=step)


def _sentence_of_many(notice: Notice, who: str, step: str) -> str:
    many = ngettext("{n} caso", "{n} casos", notice.count).format(n=notice.count)
    if notice.kind == Notice.Kind.ARRIVED:
        return gettext("{who} le pasó {cases}: {step}.").format(who=who, cases=many, step=step)
    if notice.kind == Notice.Kind.RESCHEDULED:
        return gettext("{who} cambió la hora o el técnico de sus visitas de {cases}.").format(who=who, cases=many)
    if notice.kind == Notice.Kind.VISIT_GONE:
        return gettext("{who} le quitó las visitas de {cases}: ya no va usted.").format(who=who, cases=many)
    return gettext("{cases} en {step}: {kind}.").format(cases=many, step=step, kind=notice.get_kind_display())


def address_of(notice: Notice) -> str:
    """Where a notice leads: its case, or the inbox for many; the agenda for who has nothing to do with it any more."""
    if notice.kind == Notice.Kind.VISIT_GONE or (notice.kind == Notice.Kind.RESCHEDULED and notice.count > 1):
        return reverse("visits:agenda")
    if notice.count > 1:
        return f"{reverse('cases:inbox')}?paso={notice.state}"
    return reverse("cases:case", kwargs={"number": notice.case.number})
