"""Readings in templates: `{% load readings %}`."""

from __future__ import annotations

from decimal import Decimal
from math import floor

from django import template

from reitera.diagnosis.judgement import Judgement
from reitera.diagnosis.models import JUDGEMENTS
from reitera.diagnosis.words import STATE_KINDS, number

register = template.Library()


@register.filter
def reading_number(value: Decimal | None) -> str:
    """ "−21,8"."""
    return number(value)


@register.filter
def state_kind(judgement: str) -> str:
    """The kind of the `state` part: "ok", "obs", "crit" or "none"."""
    return STATE_KINDS[Judgement(judgement)]


@register.filter
def state_word(judgement: str) -> str:
    return str(JUDGEMENTS[Judgement(judgement)])


@register.filter
def whole(hours: float) -> int:
    """Whole hours passed."""
    return floor(hours)
