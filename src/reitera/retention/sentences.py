"""Calls and agreements in words."""

from __future__ import annotations

from datetime import date

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from reitera.core.clock import local_zone
from reitera.core.models import Event
from reitera.core.sentences import tells
from reitera.retention.calls import RESULTS
from reitera.retention.models import Agreement


@tells("retention.called")
def _told_call(event: Event) -> str:
    after = event.after or {}
    result = RESULTS[after["result"]]
    said = gettext("llamó al cliente: {result}").format(result=gettext(result.name))
    if not result.reached:
        said = gettext("{call} (intento {n} de {of})").format(call=said, n=after["attempt"], of=after["of"])
    when = parse_datetime(after.get("next_call_at") or "")
    if when is None:
        return said
    return gettext("{call}; se vuelve a llamar el {when}").format(
        call=said, when=f"{when.astimezone(local_zone()):%d/%m/%Y %H:%M}"
    )


@tells("retention.agreed")
def _told_agreement(event: Event) -> str:
    after = event.after or {}
    kind = Agreement.Kind(after["what"]).label
    day = date.fromisoformat(after["agreed_on"])
    return gettext("anotó un acuerdo, {kind}, para el {day}").format(kind=kind, day=f"{day:%d/%m/%Y}")
