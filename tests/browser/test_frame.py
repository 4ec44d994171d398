"""The frame of every page, as a browser runs it: sign-in, keys, theme, language, telephone."""

import pytest

from tests.browser.chromium import AXE, axe_violations, overflowing
from tests.browser.conftest import Visitor

THEME = "() => document.documentElement.dataset.bsTheme"


def test_a_person_signs_in_and_finds_their_name(visitor: Visitor) -> None:
    visitor.sign_in("analista.gestor")

    assert visitor.page.locator(".me summary").inner_text().split("\n")[1:3] == [
        "Álvaro Montaño",
        "Analista Gestor TOP 10",
    ]


def test_a_wrong_password_is_refused_with_a_sentence(visitor: Visitor) -> None:
    visitor.go("/cuenta/login/")
    visitor.page.fill("input[name=login]", "analista.gestor")
    visitor.page.fill("input[name=password]", "otra cosa larga")
    visitor.page.keyboard.press("Enter")

    assert visitor.page.get_by_role("alert").inner_text() != ""
    assert "/cuenta/login/" in visitor.page.url


def test_question_mark_lists_the_shortcuts_and_escape_closes_them(visitor: Visitor) -> None:
    visitor.sign_in("analista.gestor")

    visitor.page.keyboard.press("?")
    assert visitor.page.get_by_role("heading", name="Atajos de teclado").is_visible()

    visitor.page.keyboard.press("Escape")
    assert not visitor.page.get_by_role("heading", name="Atajos de teclado").is_visible()


def test_control_k_opens_the_search(visitor: Visitor) -> None:
    visitor.sign_in("analista.gestor")

    visitor.page.keyboard.press("Control+k")

    assert visitor.page.evaluate("() => document.activeElement.type") == "search"


def test_single_letters_do_nothing_while_typing(visitor: Visitor) -> None:
    visitor.sign_in("analista.gestor")
    visitor.page.keyboard.press("Control+k")

    visitor.page.keyboard.type("jkfx?")

    assert visitor.page.input_value("#search-words") == "jkfx?"


def test_the_theme_changes_at_once_and_stays(visitor: Visitor) -> None:
    visitor.sign_in("calidad")
    visitor.page.locator(".me summary").click()
    visitor.page.get_by_role("button", name="Oscuro").click()
    visitor.page.wait_for_load_state("networkidle")
    assert visitor.page.evaluate(THEME) == "dark"

    visitor.go("/")
    assert visitor.page.evaluate(THEME) == "dark"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_a_choice_the_theme_is_the_systems(visitor: Visitor, scheme: str) -> None:
    visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]

    visitor.go("/cuenta/login/")

    assert visitor.page.evaluate(THEME) == scheme


def test_the_language_switch_turns_the_pages_english_and_back(visitor: Visitor) -> None:
    visitor.sign_in("jefe.division")

    visitor.page.locator(".me summary").click()
    visitor.page.get_by_role("button", name="English").click()
    visitor.page.wait_for_function("() => document.documentElement.lang === 'en'")
    assert visitor.page.get_by_role("navigation", name="Main").is_visible()

    visitor.page.locator(".me summary").click()
    visitor.page.get_by_role("button", name="Español").click()
    visitor.page.wait_for_function("() => document.documentElement.lang === 'es-BO'")


def test_on_a_telephone_the_tabs_lead_and_nothing_sticks_out(visitor_with_telephone: Visitor) -> None:
    visitor_with_telephone.sign_in("analista.gestor")

    assert visitor_with_telephone.page.locator("nav.mtabs").is_visible()
    assert not visitor_with_telephone.page.locator("nav.side").is_visible()
    assert overflowing(visitor_with_telephone.page) == []


def test_the_sign_in_page_keeps_to_the_accessibility_guidelines(visitor: Visitor) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: python hatch_build.py --check")
    visitor.go("/cuenta/login/")

    assert axe_violations(visitor.page) == []


def test_signing_out_ends_the_session(visitor: Visitor) -> None:
    visitor.sign_in("usm.norte")

    visitor.page.locator(".me summary").click()
    visitor.page.get_by_role("button", name="Cerrar sesión").click()
    visitor.page.wait_for_url("**/cuenta/login/**")
    visitor.go("/")

    assert "/cuenta/login/" in visitor.page.url
