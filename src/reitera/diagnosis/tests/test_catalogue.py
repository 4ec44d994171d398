"""The catalogue of factors as it is installed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reitera.diagnosis.catalogue import FACTORS
from reitera.diagnosis.catalogue.shape import FactorSeed
from reitera.diagnosis.judgement import Bands, Judgement, span_of
from reitera.diagnosis.technology import OPTICAL_CLASSES, SPLITTER_LOSS, Technology, classes_of, technology_of

BY_CODE = {factor.code: factor for factor in FACTORS}
NUMBERS = [factor for factor in FACTORS if factor.kind == "number"]


def test_every_code_is_there_once() -> None:
    expected = [f"FAC-{family}{n:02}" for family, last in (("F", 21), ("E", 20), ("W", 8), ("H", 15), ("D", 12))
                for n in range(1, last + 1)]  # fmt: skip

    assert [factor.code for factor in FACTORS] == expected


@pytest.mark.parametrize("factor", NUMBERS, ids=lambda factor: factor.code)
def test_bands_are_sound_and_can_be_measured(factor: FactorSeed) -> None:
    possible = span_of(factor.possible)
    assert factor.bands
    for plain in factor.bands.values():
        assert all(possible.holds(boundary) for boundary in Bands.of(plain).boundaries)


@pytest.mark.parametrize("factor", [f for f in FACTORS if f.kind == "choice"], ids=lambda factor: factor.code)
def test_every_option_has_a_state(factor: FactorSeed) -> None:
    states = [Judgement(option["state"]) for option in factor.choices]

    assert len({option["code"] for option in factor.choices}) == len(states) >= 2
    assert Judgement.NO_DATA not in states


def test_every_technology_has_its_factors_and_its_own_receiver() -> None:
    reviewed = {technology: [f.code for f in FACTORS if technology in f.technologies] for technology in Technology}

    assert {t: len(codes) for t, codes in reviewed.items()} == {
        "FTTH_GPON": 48, "FTTH_XGS": 45, "HFC": 43, "ADSL": 39, "VDSL": 39, "OTRA": 27,
    }  # fmt: skip
    assert "FAC-F21" in reviewed[Technology.XGS] and "FAC-F01" not in reviewed[Technology.XGS]


def test_receiver_limits_are_those_of_the_optical_classes() -> None:
    for code, name in (("FAC-F01", "B+"), ("FAC-F02", "C+"), ("FAC-F21", "N1")):
        assert Bands.of(BY_CODE[code].bands[name]).watch == OPTICAL_CLASSES[name].ont_rx
    for code, name in (("FAC-F03", "B+"), ("FAC-F04", "C+")):
        assert Bands.of(BY_CODE[code].bands[name]).watch == OPTICAL_CLASSES[name].olt_rx
    for name, plain in BY_CODE["FAC-F07"].bands.items():
        assert Bands.of(plain).watch.high == OPTICAL_CLASSES[name].budget
    for name, plain in BY_CODE["FAC-F06"].bands.items():
        assert Bands.of(plain).ok == OPTICAL_CLASSES[name].olt_tx


def test_a_splitter_is_critical_two_decibels_over_its_table() -> None:
    bands = Bands.of(BY_CODE["FAC-F10"].bands["1:8"])

    assert SPLITTER_LOSS["1:8"].high == Decimal("10.8")
    assert (bands.ok.high, bands.watch.high) == (Decimal("11.8"), Decimal("12.8"))


def test_the_classes_offered_are_those_whose_readings_can_be_judged() -> None:
    assert classes_of(Technology.GPON) == ("B+", "C+")
    assert classes_of(Technology.XGS) == ("N1",)
    assert classes_of(Technology.HFC) == ()


@pytest.mark.parametrize(
    ("said", "technology"),
    [("FTTH_GPON", "FTTH_GPON"), ("Fibra óptica", "FTTH_GPON"), ("XGS-PON", "FTTH_XGS"), ("HFC", "HFC"),
     ("vdsl2", "VDSL"), ("ADSL2+", "ADSL"), ("Inalámbrico", "OTRA"), ("", None)],
)  # fmt: skip
def test_a_technology_is_recognised_by_the_word_of_the_file(said: str, technology: str | None) -> None:
    assert technology_of(said) == technology
