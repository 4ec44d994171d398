"""A large file of fault reports like a commercial system's export, made from a fixed seed. Nothing in it is real.

Customers follow a long-tailed (Zipf-Mandelbrot) distribution; one report in twenty is a follow-up of another of the
same customer and product within ten days, as repeated faults are. Rows come in order of arrival.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

DAY = 86_400
START = 1_704_067_200  # 2024-01-01 00:00:00 UTC
SPAN = 730 * DAY
CATEGORIES = np.array(["sin_servicio", "lentitud", "sin_tono", "ruido", "cable_cortado", "modem", "factura", "otro"])
CENTRES = np.array([f"CENTRO-{number:03d}" for number in range(400)])


def make_reports(rows: int, customers: int, seed: int) -> pl.DataFrame:
    """The reports as a table, ordered by the time of arrival."""
    random = np.random.default_rng(seed)
    customer, product, seconds = _arrivals(random, rows, customers)
    closed = seconds + random.exponential(36 * 3600, rows).astype(np.int64) + 600
    return pl.DataFrame(
        {
            "report_id": np.arange(1, rows + 1),
            "customer_id": customer,
            "product_id": product,
            "reported_at": (seconds * 1000).astype("datetime64[ms]"),
            "closed_at": np.where(
                random.random(rows) < 0.03, np.datetime64("NaT"), (closed * 1000).astype("datetime64[ms]")
            ),
            "category": CATEGORIES[random.integers(0, len(CATEGORIES), rows)],
            "centre": CENTRES[customer % len(CENTRES)],
            "monthly_billing": np.round(random.gamma(2.0, 90.0, rows) + 60, 2),
        }
    )


def write_reports(path: Path, rows: int, customers: int, seed: int) -> None:
    make_reports(rows, customers, seed).write_csv(path, datetime_format="%Y-%m-%d %H:%M:%S", float_precision=2)


def _arrivals(random: np.random.Generator, rows: int, customers: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    weight = 1.0 / np.power(np.arange(customers) + 1000.0, 0.8)
    share = np.cumsum(weight) / weight.sum()
    rank = np.minimum(np.searchsorted(share, random.random(rows)), customers - 1)
    customer = random.permutation(customers)[rank] + 1_000_000
    product = customer * 10 + random.integers(1, 4, rows)
    seconds = START + random.integers(0, SPAN, rows)
    followed, source = random.random(rows) < 0.05, random.integers(0, rows, rows)
    customer, product = np.where(followed, customer[source], customer), np.where(followed, product[source], product)
    later = np.minimum(seconds[source] + random.integers(0, 10 * DAY, rows), START + SPAN - 1)
    seconds = np.where(followed, later, seconds)
    order = np.argsort(seconds, kind="stable")
    return customer[order], product[order], seconds[order]
