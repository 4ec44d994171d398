"""What was done to the indicator, in words."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from reitera.core.models import Event
from reitera.core.sentences import Words, after, describe, each
from reitera.indicators.indicator import Verdict
from reitera.indicators.models import VERDICTS
from reitera.indicators.words import month_name, signed


def _closed(event: Event) -> Words:
    said = after(event)
    return {**_month(event), "value": signed(said["result"]), "verdict": VERDICTS[Verdict(said["verdict"])]}


def _month(event: Event) -> Words:
    return {"month": month_name(date.fromisoformat(after(event)["month"]))}


describe("indicator.month_closed", _("cerró {month} con {value}, {verdict}"), each(_closed))
describe("indicator.remarked", _("escribió la observación de acción de {month}"), each(_month))
