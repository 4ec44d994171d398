"""The judgement of readings against a plain oracle, and the numbers people write."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reitera.diagnosis.judgement import (
    Bands,
    Judgement,
    NotANumber,
    Span,
    judge,
    likely_value,
    parse_value,
    span_of,
)

ONT_RX = Bands(span_of(("-25", "-10")), span_of(("-27", "-8")))
VALUES = st.decimals(-100, 100, places=2)
ENDS = st.none() | st.integers(-50, 50).map(Decimal)


@st.composite
def nested_bands(draw: st.DrawFn) -> Bands:
    """Two spans, one inside the other, with open ends among them."""
    a, b, c, d = sorted(draw(st.lists(st.integers(-50, 50), min_size=4, max_size=4)))
    low_open, high_open = draw(st.booleans()), draw(st.booleans())
    watch = Span(None if low_open else Decimal(a), None if high_open else Decimal(d))
    ok_low = None if low_open and draw(st.booleans()) else Decimal(b)
    ok_high = None if high_open and draw(st.booleans()) else Decimal(c)
    return Bands(Span(ok_low, ok_high), watch)


def plain_oracle(value: Decimal, bands: Bands) -> str:
    """The same question asked the long way round: too far, else a little off, else right."""

    def below(end: Decimal | None) -> bool:
        return end is not None and value < end

    def above(end: Decimal | None) -> bool:
        return end is not None and value > end

    if below(bands.watch.low) or above(bands.watch.high):
        return "critical"
    if below(bands.ok.low) or above(bands.ok.high):
        return "observation"
    return "ok"


@given(nested_bands(), VALUES)
def test_a_value_is_judged_as_the_plain_oracle_says(bands: Bands, value: Decimal) -> None:
    assert judge(value, bands) == plain_oracle(value, bands)


@given(nested_bands())
def test_a_value_on_a_boundary_takes_the_better_state(bands: Bands) -> None:
    order = [Judgement.OK, Judgement.OBSERVATION, Judgement.CRITICAL]
    step = Decimal("0.0001")
    for boundary in bands.boundaries:
        sides = [order.index(judge(boundary + way * step, bands)) for way in (-1, 1)]
        assert order.index(judge(boundary, bands)) <= min(sides)


@given(nested_bands())
def test_a_missing_value_is_never_ok(bands: Bands) -> None:
    assert judge(None, bands) is Judgement.NO_DATA


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ("-10", "ok"), ("-25", "ok"), ("-25.0001", "observation"), ("-27", "observation"), ("-27.0001", "critical"),
        ("-8", "observation"), ("-7.9999", "critical"), ("-21.3", "ok"),
    ],
)  # fmt: skip
def test_the_power_an_ont_receives(value: str, state: str) -> None:
    assert judge(Decimal(value), ONT_RX) == state


def test_bands_that_cross_are_no_bands() -> None:
    with pytest.raises(ValueError, match="inside"):
        Bands(span_of(("-30", "-10")), span_of(("-27", "-8")))
    with pytest.raises(ValueError, match="backwards"):
        span_of(("3", "1"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("−21,8", "-21.8"), ("-21.8", "-21.8"), ("–21,8 dBm", "-21.8"), ("− 21,8dBm", "-21.8"), ("+3", "3"),
        ("20.000,5", "20000.5"), ("20,000.5", "20000.5"), ("20 000", "20000"), ("1.234", "1.234"), (",5", "0.5"),
        ("98 %", "98"), ("0", "0"), ("-0", "0"), ("40 °C", "40"), ("1,00005", "1"), ("1,00015", "1.0002"),
        ("100", "100"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(text: str, value: str) -> None:
    assert parse_value(text) == Decimal(value)
    assert str(parse_value(text)) == value


@pytest.mark.parametrize(
    "text",
    ["", "-", "sin dato", "nan", "Infinity", "1e5", "12/11/2026", "1.234.567,8,9", "1.2.3", "3-4", "12:30",
     "99999999999", "1,2,3", "21,8 de 30", "--3"],
)  # fmt: skip
def test_what_is_no_number_is_not_guessed(text: str) -> None:
    with pytest.raises(NotANumber):
        parse_value(text)


@given(st.decimals(-10_000, 10_000, places=4))
def test_a_number_written_with_comma_and_true_minus_comes_back_the_same(value: Decimal) -> None:
    assert parse_value(f"{value:f}".replace(".", ",").replace("-", "−")) == value


@pytest.mark.parametrize(
    ("written", "meant"),
    [("-2.18", "-21.8"), ("21.8", "-21.8"), ("-218", "-21.8"), ("218", "-21.8"), ("-2180", "-21.8")],
)
def test_a_slip_of_sign_or_comma_is_recognised(written: str, meant: str) -> None:
    assert likely_value(Decimal(written), span_of(("-40", "-3")), ONT_RX) == Decimal(meant)


def test_nothing_is_proposed_where_nothing_fits() -> None:
    assert likely_value(Decimal("0"), span_of(("-40", "-3")), ONT_RX) is None


@given(st.decimals(-4000, 4000, places=2))
def test_what_is_proposed_can_be_measured(value: Decimal) -> None:
    possible = span_of(("-40", "-3"))
    likely = likely_value(value, possible, ONT_RX)
    assert likely is None or (possible.holds(likely) and likely != value)
