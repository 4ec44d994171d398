"""The segment bands edited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from reitera.core.recording import recording
from reitera.customers.models import SegmentBand
from reitera.customers.refusals import BandsNotDescending
from reitera.customers.rules import BAND_EDITORS
from reitera.staff.models import User
from reitera.staff.rules import require_role


def change_bands(*, starts: Mapping[str, Decimal], actor: User | None, at: datetime) -> None:
    """Set where bands start (Bs a month); the ones not named stay. The order of the bands never changes.

    Raises BandsNotDescending when a band would start at or below the next one, NotAllowed.
    """
    require_role(actor, *BAND_EDITORS)
    with recording(actor, at, lock=SegmentBand.objects.all()) as record:
        bands: list[SegmentBand] = sorted(record.locked, key=lambda band: band.code)
        before = _said(bands)
        for band in bands:
            band.from_billing = Decimal(starts.get(band.code, band.from_billing)).quantize(Decimal("0.01"))
        _require_descending(bands)
        if before == _said(bands):
            record.unchanged()
            return
        SegmentBand.objects.bulk_update(bands, ["from_billing"])
        record.event("bands.changed", subject=("segmentband", "all"), before=before, after=_said(bands))


def _require_descending(bands: list[SegmentBand]) -> None:
    for higher, lower in pairwise(bands):
        if higher.from_billing <= lower.from_billing:
            raise BandsNotDescending(
                higher=higher, lower=lower, higher_from=_amount(higher), lower_from=_amount(lower)
            )  # fmt: skip


def _amount(band: SegmentBand) -> str:
    return f"{band.from_billing:.2f}".replace(".", ",")


def _said(bands: list[SegmentBand]) -> dict[str, str]:
    return {band.code: f"{band.from_billing:.2f}" for band in bands}
