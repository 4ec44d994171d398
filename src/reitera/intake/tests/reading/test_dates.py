"""Dates of a column: which order it is written in, and each text's moment, against plain Python."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reitera.intake.reading import epoch_seconds, finish_moments, form_of, judge_dates, local_seconds, open_table
from tests.shared_data import shared_file

LA_PAZ = "America/La_Paz"


def seconds_of(texts: list[str | None], order: str, zone: str = LA_PAZ) -> list[int | None]:
    frame = pl.DataFrame({"date": texts}, schema={"date": pl.String}).lazy()
    return frame.select(epoch_seconds("date", order, zone)).collect(engine="streaming")["date"].to_list()


def in_two_steps(texts: list[str | None], order: str, zone: str = LA_PAZ, first: str | None = None) -> list[int | None]:
    """As `seconds_of`, as a file is read whose first date is `first`."""
    form = form_of(first or next((text for text in texts if text), "2020-01-01"), order) or "%Y-%m-%d"
    column = pl.Series("date", texts, dtype=pl.String)
    local = column.to_frame().select(local_seconds("date", form)).to_series()
    return finish_moments(column, local, order=order, timezone=zone).to_list()


def at(*parts: int, zone: timezone | None = None) -> int:
    return int(datetime(*parts, tzinfo=zone or ZoneInfo(LA_PAZ)).timestamp())


@pytest.mark.parametrize(
    ("text", "order", "moment"),
    [
        ("2016-02-29", "ymd", at(2016, 2, 29)),
        ("29/2/2016 01:16", "dmy", at(2016, 2, 29, 1, 16)),
        ("2/29/2016 01:16", "mdy", at(2016, 2, 29, 1, 16)),
        ("2012/10/09 14:50:17.000", "ymd", at(2012, 10, 9, 14, 50, 17)),
        ("2012/10/09 14:50:17.999", "dmy", at(2012, 10, 9, 14, 50, 17)),
        ("2018-02-27T16:08:39Z", "ymd", at(2018, 2, 27, 16, 8, 39, zone=UTC)),
        ("2018-02-27 16:08:39 +0100", "ymd", at(2018, 2, 27, 15, 8, 39, zone=UTC)),
        ("2018-02-27T16:08:39.5-03:30", "ymd", at(2018, 2, 27, 19, 38, 39, zone=UTC)),
        ("29-02-2016", "dmy", at(2016, 2, 29)),
        ("29.02.2016 7:05", "dmy", at(2016, 2, 29, 7, 5)),
        ("29/2/16 1:16", "dmy", at(2016, 2, 29, 1, 16)),
        ("1/2/70", "dmy", at(1970, 2, 1)),
        ("1/2/2016 01:16 p. m.", "dmy", at(2016, 2, 1, 13, 16)),
        ("1/2/2016 12:16 AM", "mdy", at(2016, 1, 2, 0, 16)),
        ("1/2/2016 12:16:05 PM", "mdy", at(2016, 1, 2, 12, 16, 5)),
        ("29/02/2016, 01:16", "dmy", at(2016, 2, 29, 1, 16)),
        (" 29/02/2016 ", "dmy", at(2016, 2, 29)),
        ("1/1/1969", "dmy", at(1969, 1, 1)),
        ("16/2/0016", "dmy", None),
        ("31/11/2026", "dmy", None),
        ("29/2/2015", "dmy", None),
        ("12/22/2015", "dmy", None),
        ("29/02-2016", "dmy", None),
        ("29/02/2016 24:00", "dmy", None),
        ("1/2/2016 13:16 PM", "dmy", None),
        ("29/02/2016", "ymd", None),
        ("0041277", "dmy", None),
        ("ñ9/02/2016", "dmy", None),
        ("", "dmy", None),
        (None, "dmy", None),
    ],
)
def test_each_way_of_writing_a_date_gives_its_moment(text: str | None, order: str, moment: int | None) -> None:
    assert seconds_of([text], order) == [moment]
    assert seconds_of(["2020-01-01 00:00:00", text], order)[1] == moment
    assert in_two_steps(["2020-01-01 00:00:00", text], order)[1] == moment
    assert in_two_steps([text, None], order, first="2020-01-01 00:00:00") == [moment, None]
    assert in_two_steps([text, None], order, first="13-01-2020") == [moment, None]


def test_a_local_time_that_the_clock_skipped_is_not_readable() -> None:
    assert seconds_of(["2024-03-31 02:30:00", "2024-10-27 02:30:00"], "ymd", "Europe/Madrid") == [
        None,
        at(2024, 10, 27, 0, 30, zone=UTC),
    ]


WAYS = {"dmy": "{d}/{m}/{y}", "mdy": "{m}-{d}-{y}", "ymd": "{y}.{m:02}.{d:02}"}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)), st.sampled_from(("", "hm", "hms"))),
        max_size=20,
    ),
    st.sampled_from(tuple(WAYS)),
    st.sampled_from((LA_PAZ, "UTC", "America/New_York")),
)
def test_moments_equal_those_of_plain_python(moments: list[tuple[datetime, str]], order: str, zone: str) -> None:
    texts, expected = [], []
    for moment, clock in moments:
        day = WAYS[order].format(d=moment.day, m=moment.month, y=moment.year)
        shown = {"": datetime(moment.year, moment.month, moment.day), "hm": moment.replace(second=0, microsecond=0)}
        local = shown.get(clock, moment.replace(microsecond=0)).replace(tzinfo=ZoneInfo(zone))
        texts.append(day + {"": "", "hm": f" {local:%H:%M}", "hms": f" {local:%H:%M:%S}"}[clock])
        utc = local.astimezone(UTC)
        exists = utc.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local.replace(tzinfo=None)
        expected.append(int(utc.timestamp()) if exists else None)

    assert seconds_of(texts, order, zone) == expected
    assert in_two_steps(texts, order, zone) == expected


def judged(*texts: str | None, missing: tuple[str, ...] = ()) -> tuple[str | None, int, int]:
    reading = judge_dates(pl.DataFrame({"date": texts}, schema={"date": pl.String}).lazy(), "date", missing=missing)
    return reading.order, reading.readable, reading.unreadable


def test_one_day_above_twelve_decides_the_order() -> None:
    assert judged("1/2/2026", "3/4/2026", "13/4/2026") == ("dmy", 3, 0)
    assert judged("1/2/2026", "3/4/2026", "4/13/2026") == ("mdy", 3, 0)


def test_dates_that_can_be_read_both_ways_are_asked_about() -> None:
    reading = judge_dates(pl.DataFrame({"date": ["03/11/2026", "01/02/2026 10:00"]}).lazy(), "date")

    assert (reading.order, reading.ambiguous, reading.example) == (None, True, "01/02/2026")


def test_dates_that_contradict_each_other_are_asked_about() -> None:
    assert judged("13/1/2026", "1/13/2026") == (None, 2, 0)


def test_a_typing_error_does_not_overturn_a_column() -> None:
    assert judged(*["13/1/2026"] * 99, "1/13/2026") == ("dmy", 99, 1)


def test_year_first_needs_no_order_and_mixes_with_others() -> None:
    assert judged("2026-01-02", "2026/02/03") == ("ymd", 2, 0)
    assert judged("2026-01-02", "25/12/2026", "x", "?", None, missing=("?",)) == ("dmy", 2, 1)


def test_a_column_without_dates_has_no_order_and_is_not_ambiguous() -> None:
    reading = judge_dates(pl.DataFrame({"date": ["0041277", "hola"]}).lazy(), "date")

    assert (reading.order, reading.ambiguous, reading.unreadable) == (None, False, 2)


@pytest.mark.parametrize(
    ("name", "column", "order", "readable"),
    [
        ("uci_tickets_24918.csv", "opened_at", "dmy", 24_918),
        ("pamplona_quejas.csv", "Fecha apertura", "mdy", 5_378),
        ("helpdesk_italy_cases_4580.csv", "opened_at", "ymd", 4_580),
    ],
)
def test_real_files_tell_their_order(name: str, column: str, order: str, readable: int) -> None:
    table = open_table(shared_file(name))
    reading = judge_dates(table.scan([column]), column)
    moments = table.scan([column]).select(epoch_seconds(column, order, LA_PAZ)).collect()

    assert (reading.order, reading.readable, reading.unreadable) == (order, readable, 0)
    assert moments.null_count().item() == 0


def test_a_day_is_never_read_as_the_next(tmp_path: object) -> None:
    first = datetime(2024, 1, 1)
    days = [first + timedelta(days=count) for count in range(800)]

    assert seconds_of([f"{day:%d/%m/%Y}" for day in days], "dmy", "UTC") == [
        int(day.replace(tzinfo=UTC).timestamp()) for day in days
    ]
