"""Signed figures in templates: `{% load indicator_words %}`."""

from __future__ import annotations

from django import template

from reitera.indicators import words

register = template.Library()


@register.filter
def signed(value: int | None) -> str:
    """−11, 0 or +4."""
    return words.signed(value)
