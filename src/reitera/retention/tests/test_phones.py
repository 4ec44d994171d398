"""Telephones as the commercial system writes them."""

from __future__ import annotations

import pytest

from reitera.retention.phones import Phone, phones_in


@pytest.mark.parametrize("written", ["70712345", "707-12345", "+591 70712345", "591 70712345"])
def test_a_mobile_is_dialled_and_written_to_however_it_is_written(written: str) -> None:
    [phone] = phones_in(written)

    assert (phone.tel, phone.whatsapp) == ("tel:+59170712345", "https://wa.me/59170712345")


def test_a_fixed_line_has_no_whatsapp() -> None:
    [phone] = phones_in("4 4251234")

    assert (phone.tel, phone.whatsapp) == ("tel:+59144251234", "")


def test_a_field_with_two_numbers_gives_both() -> None:
    assert [phone.dial for phone in phones_in("44251234 / 70712345")] == ["+59144251234", "+59170712345"]


def test_a_number_of_no_plan_is_dialled_by_its_figures() -> None:
    assert phones_in("int. 1234") == [Phone("int. 1234", "1234", "")]


@pytest.mark.parametrize("written", ["", "sin teléfono"])
def test_no_figures_no_number(written: str) -> None:
    assert phones_in(written) == []
