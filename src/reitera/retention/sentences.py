"""Calls and agreements in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from reitera.cases.catalogue import installed
from reitera.core.clock import local_zone
from reitera.core.models import Event
from reitera.core.sentences import after, tells
from reitera.retention.models import Agreement


def call_in_words(facts: Mapping[str, Any]) -> str:
    """A call by its result, which attempt it was when it failed, and when the next one is."""
    # Calls noted before the list was kept in versions have only the code.
    first = installed(facts["result"])
    label = facts.get("result_label") or first.label
    said = gettext("llamó al cliente: {result}").format(result=label[:1].lower() + label[1:])
    if not facts.get("reached", first.facts.get("is_contact")):
        said = gettext("{call} (intento {n} de {of})").format(call=said, n=facts["attempt"], of=facts["of"])
    when = parse_datetime(facts.get("next_call_at") or "")
    if when is None:
        return said
    return gettext("{call}; se vuelve a llamar el {when}").format(
        call=said, when=f"{when.astimezone(local_zone()):%d/%m/%Y %H:%M}"
    )


@tells("retention.called")
def _told_call(event: Event) -> str:
    return call_in_words(after(event))


@tells("retention.agreed")
def _told_agreement(event: Event) -> str:
    facts = after(event)
    kind = Agreement.Kind(facts["what"]).label
    day = date.fromisoformat(facts["agreed_on"])
    return gettext("anotó un acuerdo, {kind}, para el {day}").format(kind=kind, day=f"{day:%d/%m/%Y}")
