"""Files of readings: reviewed, then applied as a whole or discarded."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_datetime

from reitera.cases.actions import rows_of
from reitera.cases.models import Case
from reitera.core.recording import Record, recording
from reitera.diagnosis import rules
from reitera.diagnosis.actions.readings import note_on_case
from reitera.diagnosis.importing import read_file, review
from reitera.diagnosis.models import FactorVersion, Reading, ReadingsFile
from reitera.diagnosis.refusals import FileAlreadyDone
from reitera.intake.refusals import FileTooLarge
from reitera.staff.models import User
from reitera.staff.rules import require_role

_MEGABYTE = 1024 * 1024


def review_file(*, path: Path, file_name: str, date_order: str, actor: User, at: datetime) -> ReadingsFile:
    """Read a file of readings and say what would enter and what not; nothing enters yet.

    Raises NotAllowed, FileTooLarge, and what `importing.read_file` raises.
    """
    require_role(actor, *rules.FILE_READERS)
    size = path.stat().st_size
    if size > settings.UPLOAD_LIMIT_MB * _MEGABYTE:
        raise FileTooLarge(file=file_name, size=size // _MEGABYTE, limit=settings.UPLOAD_LIMIT_MB)
    with TemporaryDirectory(prefix="reitera-") as folder:
        lines, columns = read_file(path, file_name, date_order=date_order, workdir=Path(folder))
    found = review(lines, columns, actor, at)
    with recording(actor, at) as record:
        file = ReadingsFile.objects.create(
            file_name=Path(file_name).name[-200:], rows=found.rows, rejects=found.rejects, known=found.known,
            uploaded_at=at, uploaded_by=actor,
        )  # fmt: skip
        record.event("readings.reviewed", subject=file, after=_figures(file))
    return file


def apply_file(*, file: ReadingsFile, actor: User, at: datetime) -> int:
    """Keep the readings of a reviewed file; answer how many. An event for the file and one for each case.

    What another person noted in between, and cases that can no longer be reached, stay out. Raises NotAllowed,
    FileAlreadyDone.
    """
    require_role(actor, *rules.FILE_READERS)
    pks = {row["case"] for row in file.rows}
    with recording(actor, at, lock=rows_of([Case(pk=pk) for pk in pks])) as record:
        kept = _open_file(file)
        cases = {case.pk: case for case in record.locked if rules.can_import_into(actor.viewer, case)}
        readings = _without_known(_readings(kept, cases, actor))
        Reading.objects.bulk_create(readings, batch_size=500)
        _note_on_cases(record, readings)
        kept.status = ReadingsFile.Status.APPLIED
        kept.save(update_fields=["status"])
        record.event("readings.applied", subject=kept, after={**_figures(kept), "applied": len(readings)})
    return len(readings)


def discard_file(*, file: ReadingsFile, actor: User, at: datetime) -> None:
    """Let a reviewed file go. Raises NotAllowed, FileAlreadyDone."""
    require_role(actor, *rules.FILE_READERS)
    with recording(actor, at) as record:
        kept = _open_file(file)
        kept.status, kept.rows = ReadingsFile.Status.DISCARDED, []
        kept.save(update_fields=["status", "rows"])
        record.event("readings.discarded", subject=kept, after={"file": kept.file_name})


def _open_file(file: ReadingsFile) -> ReadingsFile:
    kept = ReadingsFile.objects.select_for_update().get(pk=file.pk)
    if kept.status != ReadingsFile.Status.REVIEWED:
        raise FileAlreadyDone(file=kept.file_name, status=kept.get_status_display())
    return kept


def _readings(file: ReadingsFile, cases: dict[int, Case], actor: User) -> list[Reading]:
    versions = FactorVersion.objects.select_related("factor").in_bulk({row["version"] for row in file.rows})
    return [
        _reading(row, cases[row["case"]], versions[row["version"]], actor) for row in file.rows if row["case"] in cases
    ]


def _reading(row: dict[str, Any], case: Case, version: FactorVersion, actor: User) -> Reading:
    at = parse_datetime(row["at"])
    assert at is not None
    return Reading(
        case=case, product_id=row["product"], factor=version.factor, version=version, variant=row["variant"],
        moment=row["moment"], value=Decimal(row["value"]) if row["value"] is not None else None, choice=row["choice"],
        text=row["text"], judgement=row["judgement"], at=at, by=actor, source=Reading.Source.IMPORTED,
    )  # fmt: skip


def _without_known(readings: list[Reading]) -> list[Reading]:
    rows = Reading.objects.filter(case__in={reading.case_id for reading in readings})
    known = set(rows.values_list("case", "factor", "at", "moment"))
    return [r for r in readings if (r.case_id, r.factor_id, r.at, r.moment) not in known]


def _note_on_cases(record: Record, readings: list[Reading]) -> None:
    by_case: dict[Case, list[Reading]] = defaultdict(list)
    for reading in readings:
        by_case[reading.case].append(reading)
    for case, of_case in by_case.items():
        note_on_case(record, case, of_case, kind="diagnosis.readings_imported")


def _figures(file: ReadingsFile) -> dict[str, Any]:
    return {"file": file.file_name, "ready": len(file.rows), "rejected": len(file.rejects), "known": file.known}
