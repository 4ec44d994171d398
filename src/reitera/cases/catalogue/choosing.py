"""An item chosen by its code, as an act finds it: of the right list, and still in use."""

from __future__ import annotations

from collections.abc import Iterable

from reitera.cases.models import CatalogueItem
from reitera.cases.refusals import NotOffered


def chosen(family: str, code: str) -> CatalogueItem:
    """One item. Raises NotOffered."""
    return chosen_of(family, [code])[0]


def chosen_of(family: str, codes: Iterable[str]) -> list[CatalogueItem]:
    """The items of some codes in the order of the list, each once. One query. Raises NotOffered for the first that
    is of another list, out of use, or unknown."""
    asked = dict.fromkeys(codes)
    found = list(CatalogueItem.objects.offered(family).filter(code__in=asked)) if asked else []
    missing = next((code for code in asked if code not in {item.code for item in found}), None)
    if missing is not None:
        raise NotOffered(item=missing[:20])
    return found


def by_group(items: Iterable[CatalogueItem]) -> list[tuple[str, list[CatalogueItem]]]:
    """The items under the titles of their groups; a group stands where its first item does."""
    groups: dict[str, list[CatalogueItem]] = {}
    for item in items:
        groups.setdefault(item.group, []).append(item)
    return list(groups.items())


def said(item: CatalogueItem) -> dict[str, str]:
    """What an event, or a row with several, keeps of a chosen item."""
    return {"code": item.code, "label": item.label}
