"""Which column is which field: proposed from the titles, corrected by a person, checked before it is used (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reitera.core.text import fold
from reitera.intake.kinds import KINDS, FileKind
from reitera.intake.refusals import ColumnMissing, MappedTwice, MappingIncomplete

Mapped = dict[str, str]


def propose(kind: FileKind, columns: Sequence[str]) -> Mapped:
    """Field → column title, each column at most once; the surest word of a field wins."""
    by_word = {title_word(column): column for column in reversed(columns)}
    mapped: Mapped = {}
    for field in sorted(kind.fields, key=lambda field: not field.required):
        taken = set(mapped.values())
        found = (by_word[word] for word in field.header_words if word in by_word and by_word[word] not in taken)
        if column := next(found, None):
            mapped[field.name] = column
    return mapped


def guess_kind(columns: Sequence[str]) -> FileKind:
    """The kind whose fields explain most columns, a complete one before an incomplete one."""
    return max(KINDS.values(), key=lambda kind: (not missing_fields(kind, propose(kind, columns)),
                                                 len(propose(kind, columns))))  # fmt: skip


def title_word(title: str) -> str:
    """ "Fec. Reporte " → "fec_reporte"."""
    letters = (letter if letter.isalnum() else " " for letter in fold(title))
    return "_".join("".join(letters).split())


def missing_fields(kind: FileKind, mapping: Mapping[str, str]) -> list[str]:
    """Labels of what the mapping lacks: the required fields, and a customer or a product."""
    missing = [str(field.label) for field in kind.fields if field.required and field.name not in mapping]
    if "customer" not in mapping and "product" not in mapping:
        missing.append(f"{kind.field('customer').label} / {kind.field('product').label}")
    return missing


def checked(kind: FileKind, mapping: Mapping[str, str], columns: Sequence[str]) -> Mapped:
    """The mapping without blanks. Raises MappingIncomplete, MappedTwice or ColumnMissing."""
    chosen = {name: column for name, column in mapping.items() if column}
    for column in chosen.values():
        if column not in columns:
            raise ColumnMissing(column=column, columns=", ".join(columns))
    used: dict[str, str] = {}
    for name, column in chosen.items():
        if column in used:
            raise MappedTwice(column=column, first=kind.field(used[column]).label, second=kind.field(name).label)
        used[column] = name
    if missing := missing_fields(kind, chosen):
        raise MappingIncomplete(fields=", ".join(missing))
    return chosen
