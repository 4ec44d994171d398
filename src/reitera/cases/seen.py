"""A case as a person saw it on a page: what travels in forms, so that an act done too late is noticed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from django.utils.translation import gettext as _

from reitera.cases.models import Case, pk_of_number
from reitera.core.errors import NotFound
from reitera.procedure.steps import STATES

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_CASES = 500
"""Cases of one act from a page; a whole weekly list of a large provider fits."""


class HasState(Protocol):
    @property
    def pk(self) -> Any: ...
    @property
    def state(self) -> str: ...
    @property
    def state_since(self) -> datetime: ...


def token_of(case: HasState) -> str:
    """ "12:reception:1764075600000000": the case, the state it is seen in, and since when (microseconds)."""
    return f"{case.pk}:{case.state}:{(case.state_since - _EPOCH) // timedelta(microseconds=1)}"


def seen_cases(person: Any, tokens: Iterable[str]) -> list[Case]:
    """The cases of some tokens, in id order, each in the state it was seen in; whole or not at all.

    Raises NotFound for a token that is none, for a case that the person may not see, and for none at all.
    """
    seen = dict(_read(token) for token in tokens)
    rows = Case.objects.visible_to(person).filter(pk__in=seen).select_related("customer", "operations_centre")
    cases = list(rows.order_by("pk"))
    if not cases or len(cases) < len(seen) or len(seen) > MOST_CASES:
        raise NotFound(what=_("uno de los casos"))
    for case in cases:
        case.state, case.state_since = seen[case.pk]
    return cases


def get_case(person: Any, number: str) -> Case:
    """One case by its number, "TT-1042". Raises NotFound, also when the person may not see it."""
    rows = Case.objects.visible_to(person).select_related(
        "customer", "operations_centre", "technician", "owner", "remark"
    )
    case = rows.filter(pk=pk_of_number(number) or -1).first()
    if case is None:
        raise NotFound(what=_("el caso «{number}»").format(number=number[:20]))
    return case


def _read(token: str) -> tuple[int, tuple[str, datetime]]:
    pk, _colon, rest = token.partition(":")
    state, _colon, since = rest.partition(":")
    if not (pk.isdigit() and since.isdigit() and state in STATES and len(pk) < 16 and len(since) < 18):
        raise NotFound(what=_("uno de los casos"))
    return int(pk), (state, _EPOCH + timedelta(microseconds=int(since)))
