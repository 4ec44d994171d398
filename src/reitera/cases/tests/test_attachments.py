"""Photos and PDFs of a case: judged by their content, cleaned of hidden data, served only to who sees the case."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from reitera.cases.attachments import attach, check
from reitera.cases.models import Attachment
from reitera.cases.refusals import AttachmentTooLarge, NotAnAttachment
from reitera.cases.tests.test_acts import make_case
from reitera.core.errors import NotAllowed
from reitera.core.models import Event
from reitera.procedure.steps import State
from tests.cast import NOON, Cast

GPS = 0x8825


def photo(kind: str = "JPEG", *, size: tuple[int, int] = (40, 30)) -> bytes:
    """A photo that says where it was taken."""
    out, image = io.BytesIO(), Image.new("RGB", size, "navy")
    exif = image.getexif()
    exif.get_ifd(GPS)[1] = "S"
    exif[0x010F] = "Telefono de prueba"
    image.save(out, kind, exif=exif)
    return out.getvalue()


def upload(content: bytes, name: str = "ont.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_without_what_it_hides(cast: Cast, data_dir: Path, kind: str) -> None:
    kept = attach(case=make_case(cast), file=upload(photo(kind)), actor=cast.manager_analyst, at=NOON)

    with Image.open(kept.path) as image:
        assert (image.format, image.size, dict(image.getexif())) == (kind, (40, 30), {})
    assert b"Telefono" not in kept.path.read_bytes()


def test_a_pdf_is_kept_as_it_is(cast: Cast, data_dir: Path) -> None:
    pdf = b"%PDF-1.7\n1 0 obj\n%%EOF\n"

    kept = attach(case=make_case(cast), file=upload(pdf, "acta.pdf"), actor=cast.manager_analyst, at=NOON)

    assert (kept.content_type, kept.path.read_bytes()) == ("application/pdf", pdf)


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg onload=alert(1)>", b"<script>", b"MZ\x90\x00", b"GIF89a;", photo()[:200], b"%PDF-1.7 cut"],
    ids=["empty", "svg", "html", "program", "gif", "half a photo", "half a pdf"],
)
def test_what_is_no_photo_or_pdf_is_refused_whatever_its_name(cast: Cast, data_dir: Path, content: bytes) -> None:
    with pytest.raises(NotAnAttachment):
        attach(case=make_case(cast), file=upload(content), actor=cast.manager_analyst, at=NOON)

    assert (Attachment.objects.count(), Event.objects.count()) == (0, 0)


def test_a_file_over_the_limit_is_refused_before_it_is_read(cast: Cast, data_dir: Path, settings: object) -> None:
    settings.ATTACHMENT_LIMIT_MB = 0  # type: ignore[attr-defined]

    with pytest.raises(AttachmentTooLarge):
        attach(case=make_case(cast), file=upload(photo()), actor=cast.manager_analyst, at=NOON)


def test_a_photo_that_unpacks_to_too_much_is_refused() -> None:
    bomb = photo("PNG", size=(9000, 6000))

    with pytest.raises(AttachmentTooLarge):
        check("bomba.png", bomb)


def test_the_same_photo_twice_is_kept_once(cast: Cast, data_dir: Path) -> None:
    case = make_case(cast)
    for _ in range(2):
        attach(case=case, file=upload(photo()), actor=cast.manager_analyst, at=NOON)

    assert (Attachment.objects.count(), Event.objects.filter(kind="case.attached").count()) == (1, 1)


def test_who_only_reads_attaches_nothing(cast: Cast, data_dir: Path) -> None:
    with pytest.raises(NotAllowed):
        attach(case=make_case(cast), file=upload(photo()), actor=cast.division_head, at=NOON)


def test_a_photo_is_sent_from_the_page_and_seen_only_in_its_centre(cast: Cast, data_dir: Path) -> None:
    case, clients = make_case(cast, State.RECEPTION), {}
    for name in ("usm_analyst", "usm_analyst_south"):
        clients[name] = Client()
        clients[name].force_login(cast.people[name])
    clients["usm_analyst"].post(reverse("cases:attach", args=[case.number]), {"file": upload(photo(), "../../x.jpg")})

    kept = Attachment.objects.get()
    address = reverse("cases:attachment", args=[case.number, kept.pk])
    answers = {name: client.get(address) for name, client in clients.items()}

    assert (kept.name, kept.path.is_relative_to(data_dir)) == ("x.jpg", True)
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "usm_analyst": 200, "usm_analyst_south": 404,
    }  # fmt: skip
    assert answers["usm_analyst"].headers["X-Content-Type-Options"] == "nosniff"
    answers["usm_analyst"].close()
