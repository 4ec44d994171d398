"""Dates, spans and amounts as people here write them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from reitera.site.templatetags import formats
from tests.cast import LA_PAZ


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 25, 14, 0, tzinfo=LA_PAZ), "hoy 14:00"),
        (datetime(2026, 11, 25, 2, 0, tzinfo=UTC), "ayer 22:00"),
        (datetime(2026, 11, 26, 9, 10, tzinfo=LA_PAZ), "mañana 09:10"),
        (datetime(2026, 11, 27, 8, 0, tzinfo=LA_PAZ), "vie 27/11 08:00"),
        (datetime(2026, 11, 18, 8, 0, tzinfo=LA_PAZ), "18/11/2026 08:00"),
        (date(2026, 11, 23), "lun 23/11"),
        (None, ""),
    ],
)
def test_near_dates_are_in_words(moment: object, words: str) -> None:
    with translation.override("es"):
        assert formats.near(moment) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (timedelta(days=8, hours=22, minutes=5), "8 d 22 h"),
        (timedelta(days=9), "9 d"),
        (timedelta(hours=7, minutes=5), "7 h 5 min"),
        (timedelta(seconds=14), "14 s"),
        (timedelta(), "0 s"),
        (None, ""),
    ],
)
def test_a_stretch_of_time_takes_two_units(value: timedelta | None, words: str) -> None:
    assert formats.span(value) == words


@pytest.mark.parametrize(("language", "words"), [("es", "Bs 1.349,00"), ("en", "Bs 1,349.00")])
def test_amounts_follow_the_language(language: str, words: str) -> None:
    with translation.override(language):
        assert formats.bs(Decimal("1349")) == words


def test_an_unknown_amount_is_blank_and_nothing_of_nothing_is_a_dash() -> None:
    assert (formats.bs(None), formats.percent(3, 0)) == ("", "—")


def test_sizes_and_shares_have_one_decimal() -> None:
    with translation.override("es"):
        assert (formats.file_size(1_800_000), formats.file_size(999), formats.percent(31, 1000)) == (
            "1,8 MB",
            "999 B",
            "3,1 %",
        )


def test_a_moment_is_shown_in_the_providers_time_zone() -> None:
    assert formats.moment(datetime(2026, 11, 25, 2, 0, tzinfo=UTC)) == "24/11/2026 22:00"
    assert formats.day(datetime(2026, 11, 25, 2, 0, tzinfo=UTC)) == "24/11/2026"
