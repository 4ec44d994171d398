"""Photos and documents of a case: checked by what they hold, kept outside the web root, served only through `Scope`."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
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
from reitera.core.recording import recording
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


def attach(*, case: Case, file: Uploaded, actor: User, at: datetime) -> Attachment:
    """Keep a photo or a PDF with a case. Photos are written anew, so that places and other hidden data stay behind.

    Raises NotAllowed, AttachmentTooLarge, NotAnAttachment. The same file twice on one case is kept once.
    """
    require_comment_right(actor, case)
    name = Path(file.name or "").name[-120:] or gettext("sin nombre")
    checked = check(name, _whole(name, file))
    digest = hashlib.sha256(checked.content).hexdigest()
    with recording(actor, at, lock=Case.objects.filter(pk=case.pk)) as record:
        known = Attachment.objects.filter(case=case, digest=digest).first()
        if known is not None:
            record.unchanged()
            return known
        kept = Attachment.objects.create(
            case=case, name=name, content_type=checked.content_type, size=len(checked.content), digest=digest,
            uploaded_by=actor, at=at,
        )  # fmt: skip
        _write(kept.path, checked.content)
        locked: Case = record.locked[0]
        gate.note(record, "case.attached", locked, gate.snapshot(locked), given={"file": name}, attachment=kept.pk)
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
