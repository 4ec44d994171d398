"""The draw: repeatable, per centre, by risk first and then by lot."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from reitera.quality.sampling import Candidate, Pick, Sizes, draw, lot_of

SIZES = Sizes(at_random=3, by_risk=2, risk_reports=1)
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        order=st.text("0123456789", min_size=1, max_size=6),
        centre=st.sampled_from([1, 2, None]),
        segment=st.sampled_from(["A", "B", ""]),
        reports=st.integers(0, 3),
    ),
    unique_by=lambda candidate: candidate.order,
    max_size=40,
)


@given(CANDIDATES, st.text(max_size=8), st.randoms(use_true_random=False))
def test_the_same_seed_gives_the_same_draw_in_whatever_order_the_pool_comes(
    pool: list[Candidate], seed: str, chance: random.Random
) -> None:
    shuffled = chance.sample(pool, len(pool))

    assert draw(shuffled, seed=seed, sizes=SIZES) == draw(pool, seed=seed, sizes=SIZES)


@given(CANDIDATES, st.text(max_size=8))
def test_every_centre_gets_as_many_as_it_has_up_to_the_sizes_and_none_twice(pool: list[Candidate], seed: str) -> None:
    picks = draw(pool, seed=seed, sizes=SIZES)
    centre_of = {candidate.order: candidate.centre for candidate in pool}

    assert len({pick.order for pick in picks}) == len(picks)
    for centre in (1, 2, None):
        of_centre = [candidate for candidate in pool if candidate.centre == centre]
        risky = min(sum(candidate.reports >= 1 for candidate in of_centre), SIZES.by_risk)
        drawn = [pick for pick in picks if centre_of[pick.order] == centre]
        assert sum(pick.by_risk for pick in drawn) == risky
        assert len(drawn) - risky == min(len(of_centre) - risky, SIZES.at_random)


def test_risk_takes_the_highest_segment_then_the_most_reports() -> None:
    pool = [
        Candidate("none", 1, "", 9),
        Candidate("b", 1, "B", 3),
        Candidate("a1", 1, "A", 1),
        Candidate("a2", 1, "A", 2),
        Candidate("quiet", 1, "A", 0),
    ]

    assert draw(pool, seed="x", sizes=Sizes(0, 3, 1)) == [Pick("a2", True), Pick("a1", True), Pick("b", True)]


def test_another_seed_draws_others() -> None:
    pool = [Candidate(str(number), 1, "", 0) for number in range(200)]

    first, second = (draw(pool, seed=seed, sizes=SIZES) for seed in ("one", "two"))

    assert first != second


def test_the_lot_is_the_hash_that_the_page_names() -> None:
    assert lot_of("OT-1", "abc") == "21f61f654be7cda729891449696e31a0b47e2d8fb0b00e6c388444117f0cb9b2"
