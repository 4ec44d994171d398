"""Photos and documents of a case: checked by what they hold, kept outside the web root, served only through `Scope`."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.utils.translation import gettext
from PIL import Image, ImageOps, UnidentifiedImageError

from reitera.cases import gate
from reitera.cases.actions import require_comment_right
from reitera.cases.models import Attachment, Case
from reitera.cases.refusals import AttachmentTooLarge, NotAnAttachment
from reitera.core.recording import Record, recording
from reitera.staff.models import User

IMAGE_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
MOST_PIXELS = 50_000_000
LONGEST_EDGE = 2400


class Uploaded(Protocol):
    """What Django gives for an uploaded file."""

    @property
    def name(self) -> str | None: ...
    @property
    def size(self) -> int | None: ...
    def chunks(self) -> Iterable[bytes]: ...


@dataclass(frozen=True)
class Checked:
    content: bytes
    content_type: str
    name: str = ""

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def attach(*, case: Case, file: Uploaded, actor: User, at: datetime) -> Attachment:
    """Keep a photo or a PDF with a case. Photos are written anew, so that places and other hidden data stay behind.

    Raises NotAllowed, AttachmentTooLarge, NotAnAttachment. The same file twice on one case is kept once.
    """
    require_comment_right(actor, case)
    checked = check_file(file)
    with recording(actor, at, lock=Case.objects.filter(pk=case.pk)) as record:
        locked: Case = record.locked[0]
        [(kept, is_new)] = keep(record, locked, [checked])
        if not is_new:
            record.unchanged()
            return kept
        given = {"file": checked.name}
        gate.note(record, "case.attached", locked, gate.snapshot(locked), given=given, attachment=kept.pk)
    return kept


def check_file(file: Uploaded) -> Checked:
    """An uploaded file as it may be kept. Raises AttachmentTooLarge, NotAnAttachment."""
    name = Path(file.name or "").name[-120:] or gettext("sin nombre")
    return replace(check(name, _whole(name, file)), name=name)


def keep(record: Record, case: Case, files: Iterable[Checked]) -> list[tuple[Attachment, bool]]:
    """Keep checked files with a locked case, as part of an act that appends its own event; each and whether it is new.

    A file that the case has already is not kept twice.
    """
    kept = []
    for file in files:
        made, is_new = Attachment.objects.get_or_create(
            case=case, digest=file.digest,
            defaults={
                "name": file.name, "content_type": file.content_type, "size": len(file.content),
                "uploaded_by": record.actor, "at": record.at,
            },
        )  # fmt: skip
        if is_new:
            _write(made.path, file.content)
        kept.append((made, is_new))
    return kept


def check(name: str, content: bytes) -> Checked:
    """What the file is by its content, whatever its name says. Raises NotAnAttachment."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return Checked(content, "application/pdf")
    return _photo(name, content)


def _photo(name: str, content: bytes) -> Checked:
    try:
        with Image.open(io.BytesIO(content), formats=list(IMAGE_FORMATS)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise AttachmentTooLarge(name=name, limit=gettext("50 megapíxeles"))
            kind = str(image.format)
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
            out = io.BytesIO()
            (upright.convert("RGB") if kind == "JPEG" else upright).save(out, kind, quality=85)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as mistake:
        raise NotAnAttachment(name=name) from mistake
    return Checked(out.getvalue(), IMAGE_FORMATS[kind])


def _whole(name: str, file: Uploaded) -> bytes:
    """The content, never more than the limit of it. Raises AttachmentTooLarge."""
    limit = settings.ATTACHMENT_LIMIT_MB * 1024 * 1024
    if (file.size or 0) > limit:
        raise AttachmentTooLarge(name=name, limit=f"{settings.ATTACHMENT_LIMIT_MB} MB")
    return b"".join(file.chunks())


def _write(path: Path, content: bytes) -> None:
    """Write beside and rename: a file that is there is whole. A rolled-back act leaves one that nothing points to."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    beside.write_bytes(content)
    beside.replace(path)


def attachments_of(case: Case, person: Any) -> list[Attachment]:
    return list(Attachment.objects.visible_to(person).filter(case=case).select_related("uploaded_by"))
