"""Something in a cell that cannot be used as it is."""

from __future__ import annotations


class Problem(ValueError):
    """What is wrong with a row or one of its cells: the target or title it is about, what it says, why in words."""

    def __init__(self, about: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.about, self.value, self.reason = about, value, reason
