"""Places appear to whose role has them, once their address exists."""

from reitera.core.visibility import Viewer
from reitera.procedure.roles import Role
from reitera.site import navigation
from reitera.site.navigation import NavItem, navigation_of, tabs_of


def viewer(*roles: Role) -> Viewer:
    return Viewer(user_id=1, roles=dict.fromkeys(roles))


def names(person: Viewer) -> list[str]:
    return [link.icon for link in navigation_of(person, "/")]


def test_a_place_without_an_address_is_not_shown(monkeypatch) -> None:
    monkeypatch.setattr(
        navigation, "ITEMS", (NavItem("Algo", "nowhere:yet", icon="x"), NavItem("Inicio", "home", icon="home"))
    )

    assert names(viewer(Role.ADMINISTRATOR)) == ["home"]


def test_imports_are_only_for_those_who_work_with_files() -> None:
    assert "database-import" in names(viewer(Role.MANAGER_ANALYST))
    assert "database-import" not in names(viewer(Role.USM_ANALYST))


def test_several_roles_add_up() -> None:
    both = names(viewer(Role.USM_ANALYST, Role.ADMINISTRATOR))

    assert set(names(viewer(Role.USM_ANALYST))) | set(names(viewer(Role.ADMINISTRATOR))) == set(both)


def test_the_place_that_holds_the_page_is_current() -> None:
    links = navigation_of(viewer(Role.MANAGER_ANALYST), "/ciclos/2026-47/")

    assert [link.url for link in links if link.is_current] == ["/ciclos/"]


def test_home_is_current_only_on_the_home_page() -> None:
    assert [link.url for link in navigation_of(viewer(), "/") if link.is_current] == ["/"]
    assert [link.url for link in navigation_of(viewer(), "/buscar/") if link.is_current] == []


def test_a_telephone_shows_three_places_with_short_names() -> None:
    tabs = tabs_of(navigation_of(viewer(Role.MANAGER_ANALYST), "/"))

    assert [tab.short for tab in tabs] == ["Inicio", "Bandeja", "Planilla"]
