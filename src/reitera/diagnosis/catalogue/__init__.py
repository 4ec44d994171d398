"""The factors reviewed on a repeat fault, as they are when the product is installed; people keep them after.

Plain data. Where no standard is named, thresholds are proposals of ours or common practice, and every one can be
edited. `bands` are by variant: the optical class, the technology, the splitter or the modulation; "" when there is one.
"""

from __future__ import annotations

from reitera.diagnosis.catalogue.cable import CABLE
from reitera.diagnosis.catalogue.copper import COPPER
from reitera.diagnosis.catalogue.equipment import EQUIPMENT
from reitera.diagnosis.catalogue.optical import OPTICAL
from reitera.diagnosis.catalogue.shape import FactorSeed
from reitera.diagnosis.catalogue.wifi import WIFI

MAIN = ("FAC-F01", "FAC-F02", "FAC-F21", "FAC-H01", "FAC-D01")
"""The received power of fibre by its class, the received level of coaxial, the margin of copper: what the checklist of
a visit measures before and after the work."""

FACTORS: tuple[FactorSeed, ...] = (*OPTICAL, *EQUIPMENT, *WIFI, *CABLE, *COPPER)
