from datetime import datetime
from itertools import permutations

from django.utils import translation

from reitera.repeats.ranking import Standing, ranked, reasons

NINTH = datetime(2026, 5, 9, 8, 0)
IN_ORDER = [
    Standing("z", 4, "", 1, 10),
    Standing("y", 3, "A", 2, 10),
    Standing("x", 3, "A", 1, 30),
    Standing("w", 3, "A", 1, 20),
    Standing("u", 3, "B", 9, 90),
    Standing("v", 3, "B", 9, 90),
    Standing("t", 3, "", 9, 99),
    Standing("a", 2, "A", 9, 99),
]


def test_reports_segment_cycles_latest_report_and_subject_decide_in_this_order() -> None:
    for shuffled in list(permutations(IN_ORDER))[::997]:
        assert ranked(shuffled) == IN_ORDER


def test_the_reasons_are_words_in_the_order_that_decides() -> None:
    moments = [NINTH.replace(day=2), NINTH.replace(day=5), NINTH]

    assert reasons(moments, "A", 2) == ["3 reportes: 02/05, 05/05, 09/05", "segmento A", "2 ciclos seguidos"]
    assert reasons([NINTH], "", 1) == ["1 reporte: 09/05", "segmento sin dato"]


def test_the_reasons_are_in_the_readers_language() -> None:
    with translation.override("en"):
        assert reasons([NINTH], "A", 1)[1] in ("segment A", "segmento A")
