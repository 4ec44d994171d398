"""A file's rows under the targets that a person chose for its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from reitera.sheet.golive.matching import Keys
from reitera.sheet.golive.models import OldRow, OldSheet
from reitera.sheet.golive.targets import LEFT, NOTE


@dataclass(frozen=True)
class Cells:
    """Reads the cells of a sheet's rows by target. `places` is where each target's column stands."""

    titles: Sequence[str]
    targets: Mapping[str, str]

    @classmethod
    def of(cls, sheet: OldSheet) -> Cells:
        return cls(sheet.columns, sheet.choices["columns"])

    @cached_property
    def places(self) -> dict[str, int]:
        return {self.targets[title]: place for place, title in enumerate(self.titles)
                if self.targets[title] not in (NOTE, LEFT) and not self.is_own(title)}  # fmt: skip

    @cached_property
    def noted(self) -> list[int]:
        return [place for place, title in enumerate(self.titles) if self.targets[title] == NOTE]

    @cached_property
    def own(self) -> dict[str, int]:
        """Title → place of the columns that are, or become, the provider's own."""
        return {title: place for place, title in enumerate(self.titles) if self.is_own(title)}

    def is_own(self, title: str) -> bool:
        return self.targets[title].startswith(("own_", "new_"))

    def said(self, row: OldRow, target: str) -> str:
        """What the row says under a target; "" for nothing, or without such a column."""
        place = self.places.get(target)
        return row.cells[place] if place is not None else ""

    def title(self, target: str) -> str:
        """The title of a target's column, as the file has it."""
        place = self.places.get(target)
        return self.titles[place] if place is not None else ""

    def keys(self, row: OldRow) -> Keys:
        return Keys(**{name: self.said(row, name) for name in ("contract", "code", "report", "phone", "name")})

    def number(self, row: OldRow) -> int:
        """The row as people know it: what its own column of numbers says, else its place in the file."""
        said = self.said(row, "row")
        return int(said) if said.isascii() and said.isdigit() and len(said) < 8 else row.number

    def has_too_many(self, row: OldRow) -> bool:
        return len(row.cells) > len(self.titles)
