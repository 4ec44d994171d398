"""Calls, checks, draws and changes of the questionnaire in words."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from reitera.core.models import Event
from reitera.core.sentences import Words, after, describe, each, tells
from reitera.quality.models import CrossedCheck, QualityParameters
from reitera.retention.sentences import call_in_words


@tells("quality.called")
def _told_call(event: Event) -> str:
    return call_in_words(after(event))


@tells("quality.crossed_called")
def _told_crossed_call(event: Event) -> str:
    said = gettext("{call}, por la orden {order}")
    return said.format(call=call_in_words(after(event)), order=after(event)["order"])


@tells("quality.crossed_ended")
def _told_end(event: Event) -> str:
    said = gettext("terminó el control cruzado de la orden {order}: {end}")
    told = said.format(order=after(event)["order"], end=CrossedCheck.End(after(event)["end"]).label)
    case = after(event).get("case")
    return f"{told} ({case})" if case else told


def _drawn(event: Event) -> Words:
    count = len(after(event)["orders"])
    return {
        "orders": ngettext("{n} orden", "{n} órdenes", count).format(n=count),
        "day": f"{date.fromisoformat(after(event)['day']):%d/%m/%Y}",
    }


def _sizes(event: Event) -> Words:
    names = {field.name: field.verbose_name for field in QualityParameters._meta.fields}
    return {"sizes": ", ".join(f"{names[name]} {value}" for name, value in after(event).items())}


describe("quality.drawn", _("sorteó {orders} de las que cerraron el {day} para el control cruzado"), each(_drawn))
describe("questionnaire.changed", _("cambió el cuestionario de calidad: versión {version}"))
describe("quality.parameters_changed", _("cambió la muestra del control cruzado: {sizes}"), each(_sizes))
