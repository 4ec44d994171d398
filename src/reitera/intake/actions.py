"""A file on its way in: received, described, mapped, previewed, applied or discarded.

Keyword arguments, an explicit actor and time. Nothing is half done: an import is one transaction, and one that was cut
off can be started again.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from reitera.core.clock import local_zone
from reitera.core.errors import NotFound
from reitera.core.recording import recording
from reitera.intake import applying, kept, mapping, parsing
from reitera.intake.kinds import KINDS
from reitera.intake.models import Import, Source
from reitera.intake.reading import Limits, ReadingError, Table, open_table
from reitera.intake.refusals import (
    AlreadyApplying,
    FileTooLarge,
    MappingIncomplete,
    PeriodUnclear,
    RejectsNotAccepted,
    WrongStage,
)
from reitera.procedure.roles import Role
from reitera.staff.models import CentreAlias, User
from reitera.staff.rules import require_role

IMPORTERS = (Role.MANAGER_ANALYST, Role.ADMINISTRATOR)
Status = Import.Status
_MEGABYTE = 1024 * 1024
_PROGRESS = "progress.json"
# Seconds: a million rows take less between two signs of progress.
_LONGEST_SILENCE = 300


def receive_file(*, path: Path, file_name: str, kind: str, actor: User | None, at: datetime) -> Import:
    """Take a copy of a file and find its table, columns and mapping. `kind` "" is guessed from the titles.

    Raises NotAllowed, FileTooLarge, or ReadingError for a file that is no table; then nothing is kept.
    """
    require_role(actor, *IMPORTERS)
    size = path.stat().st_size if path.is_file() else 0
    if size > settings.UPLOAD_LIMIT_MB * _MEGABYTE:
        raise FileTooLarge(file=file_name, size=size // _MEGABYTE, limit=settings.UPLOAD_LIMIT_MB)
    if not path.is_file():
        raise ReadingError("no_such_file", file=file_name)
    with recording(actor, at) as record:
        received = Import.objects.create(
            kind=kind or "fault_reports", file_name=Path(file_name).name[-200:], size=size, uploaded_at=at,
            uploaded_by=actor,
        )  # fmt: skip
        try:
            _describe(received, path, kind)
        except BaseException:
            shutil.rmtree(received.folder, ignore_errors=True)
            raise
        received.save()
        record.event("import.received", subject=received, after={"kind": received.kind})
    return received


def _describe(received: Import, path: Path, kind: str) -> None:
    received.folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, received.original)
    table = table_of(received)
    chosen = KINDS[kind] if kind else mapping.guess_kind(table.columns)
    received.kind = chosen.name
    received.described = {
        "format": table.format, "encoding": table.encoding, "delimiter": table.delimiter, "sheet": table.sheet,
        "header_row": table.header_row, "columns": list(table.columns), "head": table.head(3), "missing": [],
        "notes": [note.message for note in table.notes],
    }  # fmt: skip
    source = _known_source(chosen.name, table.columns)
    received.source = source
    received.mapping = dict(source.mapping) if source else mapping.propose(chosen, table.columns)
    received.date_orders = dict(source.date_orders) if source else {}


def _known_source(kind: str, columns: Sequence[str]) -> Source | None:
    """The saved mapping whose columns are all in the file; the one with most of them."""
    fitting = [s for s in Source.objects.filter(kind=kind) if set(s.mapping.values()) <= set(columns)]
    return max(fitting, key=lambda source: len(source.mapping), default=None)


def table_of(received: Import) -> Table:
    """The table in the kept file. Raises ReadingError."""
    described = received.described
    try:
        return open_table(
            received.original,
            header_row=described.get("header_row"),
            sheet=described.get("sheet"),
            workdir=received.folder,
            limits=Limits(),
        )
    except ReadingError as error:
        if "file" in error.data:
            error.data["file"] = received.file_name
        raise


def change_mapping(
    *,
    received: Import,
    mapped: Mapping[str, str],
    date_orders: Mapping[str, str],
    missing: Sequence[str] = (),
    kind: str = "",
    save_as: str = "",
    actor: User | None,
    at: datetime,
) -> Import:
    """Say which column is which field, how unclear dates are read, and which texts stand for blank.

    `save_as` keeps the mapping for the next file of that source. Raises MappingIncomplete, MappedTwice, WrongStage.
    """
    require_role(actor, *IMPORTERS)
    with recording(actor, at, lock=Import.objects.filter(pk=received.pk)) as record:
        locked = _at_stage(record.locked, Status.UPLOADED, Status.READY)
        locked.kind = kind or locked.kind
        locked.mapping = mapping.checked(KINDS[locked.kind], mapped, locked.described["columns"])
        locked.date_orders = {column: order for column, order in date_orders.items() if order in ("dmy", "mdy", "ymd")}
        locked.described = {**locked.described, "missing": [text for text in missing if text]}
        locked.status, locked.counts = Status.UPLOADED, {}
        if save_as.strip():
            values = {"mapping": locked.mapping, "date_orders": locked.date_orders}
            locked.source, _ = Source.objects.update_or_create(
                name=save_as.strip()[:80], kind=locked.kind, defaults=values
            )
        locked.save()
        record.event("import.mapped", subject=locked, after={"kind": locked.kind, "mapping": locked.mapping})
    return locked


def preview(*, received: Import, actor: User | None, at: datetime) -> Import:
    """Count what applying would do and keep the rejects. Raises MappingIncomplete, DatesUnclear, ReadingError."""
    require_role(actor, *IMPORTERS)
    parsed = _parse(received, keep=True)
    with applying.staged_file(received.kind, parsed) as statements:
        counts = applying.compared(statements)
    days = parsing.covered_days(parsed, KINDS[received.kind], local_zone())
    with recording(actor, at, lock=Import.objects.filter(pk=received.pk)) as record:
        locked = _at_stage(record.locked, Status.UPLOADED, Status.READY)
        rejected = parsed.rejects["row"].n_unique()
        locked.counts = {
            **counts, "rejected": rejected, "copies": parsed.copies,
            "rows": parsed.rows.height + rejected + parsed.copies, "date_orders": parsed.date_orders,
        }  # fmt: skip
        locked.status = Status.READY
        if locked.covers_from is None and days:
            locked.covers_from, locked.covers_to = days
        locked.save()
        record.unchanged()
    return locked


def open_questions(received: Import) -> list[dict[str, str]]:
    """The date columns that somebody must say how to read, with both readings."""
    return [
        asdict(question)
        for question in parsing.questions(
            table_of(received),
            KINDS[received.kind],
            received.mapping,
            received.date_orders,
            received.described.get("missing", []),
        )
    ]


def _parse(received: Import, *, keep: bool = False) -> parsing.Parsed:
    """The file's rows: those that the preview kept, else read; `keep` keeps them for whoever applies them."""
    kind = KINDS[received.kind]
    if missing := mapping.missing_fields(kind, received.mapping):
        raise MappingIncomplete(fields=", ".join(missing))
    how = {
        "date_orders": received.date_orders,
        "timezone": str(local_zone()),
        "received": received.uploaded_at,
        "centres": dict(CentreAlias.objects.values_list("folded", "operations_centre")),
        "missing": received.described.get("missing", []),
    }
    place = {name: received.described.get(name) for name in ("header_row", "sheet")}
    digest = kept.digest_of(received.original, {"kind": kind.name, "mapping": received.mapping, **place, **how})
    if (parsed := kept.recall(received.folder, digest)) is None:
        parsed = parsing.parse(table_of(received), kind, received.mapping, **how)
        if keep:
            kept.keep(received.folder, digest, parsed)
    return parsed


def apply_import(
    *,
    received: Import,
    actor: User | None,
    at: datetime,
    keep_good: bool = False,
    covers: tuple[date, date] | None = None,
) -> Import:
    """Apply a previewed file in one transaction: all its good rows, or nothing.

    Raises RejectsNotAccepted when rows are rejected and `keep_good` is not given, PeriodUnclear, WrongStage, and
    AlreadyApplying while somebody does the same. One that was cut off is simply started again.
    """
    require_role(actor, *IMPORTERS)
    with _alone(received):
        parsed = _parse(received)
        rejected = parsed.rejects["row"].n_unique()
        if rejected and not keep_good:
            raise RejectsNotAccepted(count=rejected)
        write_progress(received, gettext("Preparando las filas"))
        try:
            with applying.staged_file(received.kind, parsed) as statements:
                done = _apply(received, parsed, statements, actor, at, covers)
        finally:
            end_progress(received)
        kept.forget(received.folder)
    return done


def _apply(
    received: Import,
    parsed: parsing.Parsed,
    statements: dict[str, Any],
    actor: User | None,
    at: datetime,
    covers: tuple[date, date] | None,
) -> Import:
    with recording(actor, at, lock=Import.objects.filter(pk=received.pk)) as record:
        locked = _at_stage(record.locked, Status.UPLOADED, Status.READY)
        write_progress(received, gettext("Guardando"))
        counts = applying.apply_statements(statements, locked)
        locked.covers_from, locked.covers_to = _period(locked, parsed, covers)
        locked.counts = {**locked.counts, **counts, "rejected": parsed.rejects["row"].n_unique()}
        locked.status, locked.applied_at, locked.applied_by = Status.APPLIED, at, actor
        locked.save()
        record.event(
            "import.applied",
            subject=locked,
            after={"kind": locked.kind, "covers": [str(locked.covers_from), str(locked.covers_to)], **counts},
        )
    return locked


def _period(
    received: Import, parsed: parsing.Parsed, covers: tuple[date, date] | None
) -> tuple[date | None, date | None]:
    found = parsing.covered_days(parsed, KINDS[received.kind], local_zone())
    start, end = covers or (received.covers_from, received.covers_to)
    if start is None or end is None:
        start, end = found or (None, None)
    if start and end and start > end:
        raise PeriodUnclear(start=f"{start:%d/%m/%Y}", end=f"{end:%d/%m/%Y}")
    return start, end


def set_period(*, received: Import, covers_from: str, covers_to: str, actor: User | None, at: datetime) -> None:
    """Declare the days that the file covers (ISO dates; blank keeps what its rows say). Raises PeriodUnclear."""
    require_role(actor, *IMPORTERS)
    if not (covers_from and covers_to):
        return
    try:
        start, end = date.fromisoformat(covers_from), date.fromisoformat(covers_to)
    except ValueError:
        raise PeriodUnclear(start=covers_from, end=covers_to) from None
    if start > end:
        raise PeriodUnclear(start=f"{start:%d/%m/%Y}", end=f"{end:%d/%m/%Y}")
    with recording(actor, at, lock=Import.objects.filter(pk=received.pk)) as record:
        locked = _at_stage(record.locked, Status.UPLOADED, Status.READY)
        if (locked.covers_from, locked.covers_to) == (start, end):
            record.unchanged()
            return
        before = [str(locked.covers_from), str(locked.covers_to)]
        locked.covers_from, locked.covers_to = start, end
        locked.save(update_fields=["covers_from", "covers_to"])
        record.event("import.period_declared", subject=locked, before=before, after=[str(start), str(end)])


def discard_import(*, received: Import, actor: User | None, at: datetime) -> Import:
    """Put a file aside without applying it; its copy is deleted. Raises WrongStage for an applied one."""
    require_role(actor, *IMPORTERS)
    with recording(actor, at, lock=Import.objects.filter(pk=received.pk)) as record:
        locked = _at_stage(record.locked, Status.UPLOADED, Status.READY)
        locked.status = Status.DISCARDED
        locked.save()
        record.event("import.discarded", subject=locked, after={"kind": locked.kind})
    shutil.rmtree(received.folder, ignore_errors=True)
    return locked


def _at_stage(locked: list[Import], *stages: str) -> Import:
    if not locked:
        raise NotFound(what=gettext("esa importación"))
    if locked[0].status not in stages:
        raise WrongStage(number=locked[0].pk, status=locked[0].get_status_display())
    return locked[0]


@contextmanager
def _alone(received: Import) -> Iterator[None]:
    """Hold the folder's lock while applying: it goes with the process, however that ends. Raises AlreadyApplying."""
    received.folder.mkdir(parents=True, exist_ok=True)
    with (received.folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyApplying(number=received.pk) from None
        yield


def write_progress(received: Import, doing: str) -> None:
    """Say outside the transaction what is being done; it is forgotten when the work ends."""
    received.folder.mkdir(parents=True, exist_ok=True)
    (received.folder / _PROGRESS).write_text(json.dumps({"doing": doing}), encoding="utf-8")


def end_progress(received: Import) -> None:
    (received.folder / _PROGRESS).unlink(missing_ok=True)


def progress_of(received: Import) -> str:
    """What is being done with the file now; "" when nothing is, or when whoever did it has died."""
    path = received.folder / _PROGRESS
    try:
        if time.time() - path.stat().st_mtime > _LONGEST_SILENCE:
            return ""
        return str(json.loads(path.read_text(encoding="utf-8"))["doing"])
    except (OSError, ValueError, KeyError):
        return ""
