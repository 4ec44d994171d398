"""The main navigation: every place of the product, shown to whose role has it and once its address exists."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reitera.core.visibility import viewer_of
from reitera.procedure.roles import ROLES, Reach, Role

EVERYBODY: frozenset[Role] | None = None
WITH_ROWS_OF_CENTRES = frozenset(role for role, info in ROLES.items() if info.reach in {Reach.ALL, Reach.CENTRES})
WHOLE_PROVIDER = frozenset(role for role, info in ROLES.items() if info.reach is Reach.ALL)
IMPORTERS = frozenset({Role.MANAGER_ANALYST, Role.ADMINISTRATOR, Role.DIVISION_HEAD})
PLANNERS = frozenset({Role.MANAGER_ANALYST, Role.USM_ANALYST, Role.CENTRE_SUPERVISOR, Role.FIELD_TECHNICIAN})
RETENTION = frozenset({Role.RETENTION_AGENT, Role.MANAGER_ANALYST, Role.DIVISION_HEAD})
QUALITY = frozenset({Role.MANAGER_ANALYST, Role.QUALITY_COORDINATOR, Role.DIVISION_HEAD})
INDICATORS = frozenset({Role.MANAGER_ANALYST, Role.DIVISION_HEAD, Role.INDICATOR_OWNER, Role.ADMINISTRATOR})
DECIDERS = frozenset({Role.MANAGER_ANALYST})
MEASURERS = frozenset({Role.USM_ANALYST, Role.MANAGER_ANALYST, Role.ADMINISTRATOR})
RECONCILERS = frozenset({Role.MANAGER_ANALYST, Role.USM_ANALYST, Role.CENTRE_OPERATOR, Role.ADMINISTRATOR})
ADMINISTRATION = frozenset({Role.ADMINISTRATOR, Role.DIVISION_HEAD})


@dataclass(frozen=True)
class NavItem:
    """One place. `roles` None means everybody signed in.

    `tab` orders the places that get a tab on the phone, where they are called `short`.
    """

    label: str | Promise
    url_name: str
    icon: str
    roles: Collection[Role] | None = EVERYBODY
    tab: int = 99
    short: str | Promise = ""


@dataclass(frozen=True)
class NavLink:
    """A place as one person sees it on one page."""

    label: str
    url: str
    icon: str
    is_current: bool
    tab: int
    short: str


ITEMS = (
    NavItem(_("Inicio"), "home", icon="home", tab=0),
    NavItem(_("Mi bandeja"), "cases:inbox", icon="inbox", tab=1, short=_("Bandeja")),
    NavItem(_("Planilla"), "sheet:sheet", icon="table", roles=WITH_ROWS_OF_CENTRES, tab=2),
    NavItem(_("Ciclos TOP 10"), "repeats:cycles", icon="repeat", roles=WITH_ROWS_OF_CENTRES, tab=3, short=_("Ciclos")),
    NavItem(_("Mapa del proceso"), "cases:map", icon="route", roles=WITH_ROWS_OF_CENTRES, tab=5, short=_("Mapa")),
    NavItem(_("Clientes"), "customers:customers", icon="users", roles=WITH_ROWS_OF_CENTRES, tab=5),
    NavItem(_("Fidelización"), "retention:calls", icon="phone-call", roles=RETENTION, tab=3, short=_("Llamadas")),
    NavItem(_("Agenda"), "visits:agenda", icon="calendar-event", roles=PLANNERS, tab=4),
    NavItem(_("Sin solución"), "diagnosis:unsolved", icon="tool", roles=DECIDERS, tab=6),
    NavItem(_("Calidad"), "quality:quality", icon="phone-check", roles=QUALITY, tab=4),
    NavItem(_("Indicadores"), "indicators:indicator", icon="chart-bar", roles=INDICATORS, tab=6),
    NavItem(_("Documentos"), "repeats:documents", icon="file-text", roles=WHOLE_PROVIDER, tab=7),
    NavItem(_("Importaciones"), "intake:imports", icon="database-import", roles=IMPORTERS, tab=4, short=_("Importar")),
    NavItem(_("Importar lecturas"), "diagnosis:import", icon="upload", roles=MEASURERS, tab=8, short=_("Lecturas")),
    NavItem(_("Conciliación"), "cases:reconciliation", icon="arrows-diff", roles=RECONCILERS, tab=9),
    NavItem(_("Fallas masivas"), "faults:outages", icon="alert-triangle", roles=IMPORTERS, tab=9),
    NavItem(_("Administración"), "staff:administration", icon="settings", roles=ADMINISTRATION, tab=8),
)


def navigation_of(person: Any, path: str) -> list[NavLink]:
    """The places the person has, the one that holds `path` marked as current."""
    places = [(item, url) for item in ITEMS if _is_held(person, item) and (url := _address(item.url_name))]
    current = _current_of((url for _item, url in places), path)
    return [
        NavLink(str(item.label), url, item.icon, url == current, item.tab, str(item.short or item.label))
        for item, url in places
    ]


def tabs_of(links: Iterable[NavLink]) -> list[NavLink]:
    """The three places with a tab of their own on a phone."""
    return sorted(links, key=lambda link: link.tab)[:3]


def _is_held(person: Any, item: NavItem) -> bool:
    return item.roles is EVERYBODY or viewer_of(person).holds(*(item.roles or ()))


def _address(url_name: str) -> str | None:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


def _current_of(urls: Iterable[str], path: str) -> str:
    """The longest address the path begins with; home only when it is the page itself."""
    holding = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(holding, key=len, default="")
