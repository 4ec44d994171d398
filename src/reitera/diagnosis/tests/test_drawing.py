"""Where bands and readings are drawn."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reitera.diagnosis.catalogue import FACTORS
from reitera.diagnosis.drawing import draw_bands, draw_chart
from reitera.diagnosis.judgement import Bands, judge, span_of

ONT_RX = Bands(span_of(("-25", "-10")), span_of(("-27", "-8")))
EVERY_BAND = [Bands.of(plain) for factor in FACTORS for plain in factor.bands.values()]


def test_the_zones_follow_one_another_from_critical_to_critical() -> None:
    drawing = draw_bands(ONT_RX, Decimal("-28.1"), Decimal("-21.3"))

    assert [zone.judgement for zone in drawing.zones] == ["critical", "observation", "ok", "observation", "critical"]
    assert [tick.value for tick in drawing.ticks] == [Decimal(value) for value in (-27, -25, -10, -8)]
    assert drawing.before < drawing.after
    assert drawing.link == (drawing.before, round(drawing.after - drawing.before, 2))


@given(st.sampled_from(EVERY_BAND), st.decimals(-200, 200, places=2))
def test_a_value_lies_in_a_zone_of_its_own_state(bands: Bands, value: Decimal) -> None:
    drawing = draw_bands(bands, None, value)

    touching = [z for z in drawing.zones if z.left - 0.02 <= drawing.after <= z.left + z.width + 0.02]
    assert judge(value, bands) in [zone.judgement for zone in touching]
    assert sum(zone.width for zone in drawing.zones) == pytest.approx(100, abs=0.1)


def test_a_chart_runs_from_the_solution_to_the_last_reading() -> None:
    start = datetime(2026, 11, 25, 12, 0)
    points = [(start + timedelta(hours=6 * n), Decimal(value)) for n, value in enumerate(("-28", "-21", "-21.3"))]

    chart = draw_chart(points, ONT_RX, solved_at=start)

    assert [dot.x for dot in chart.dots] == [8, 380, 752]
    assert [dot.judgement for dot in chart.dots] == ["critical", "ok", "ok"]
    assert (chart.solved_x, chart.line.count(" ")) == (8, 2)
    assert chart.dots[0].y > chart.dots[1].y
