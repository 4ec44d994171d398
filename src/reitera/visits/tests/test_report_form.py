"""The field report (step 19) as its form: photos from the telephone, and what was noted before the visit."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from reitera.cases.models import Attachment, Case
from reitera.cases.seen import token_of
from reitera.cases.tests.test_attachments import photo, upload
from reitera.cases.tests.test_pages import act_address, page, signed_in
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.diagnosis.tests.arranged import make_reading, version_of
from reitera.procedure.roles import Role
from reitera.visits.forms import MOST_PHOTOS, ReportForm
from reitera.visits.models import FieldReport
from reitera.visits.protocol import PROTOCOLS
from reitera.visits.tests.arrange import case_in_field, make_report
from reitera.visits.tests.test_pages import report_of, told
from tests.cast import NOON, Cast, make_product, make_user
from tests.cast import make_report as make_fault_report

pytestmark = pytest.mark.usefixtures("data_dir")
EARLIER = NOON - timedelta(hours=20)


def send(client: Client, case: Case, *photos: bytes, **written: str) -> HttpResponse:
    files = [upload(content, f"foto-{place}.jpg") for place, content in enumerate(photos, 1)]
    body = {"seen": token_of(case), **report_of(**written), "photos": files}
    answer: HttpResponse = client.post(act_address("solved"), body)
    return answer


def three_photos() -> list[bytes]:
    return [photo(size=(40, 30 + n)) for n in range(3)]


def nothing_was_done(case: Case) -> bool:
    case.refresh_from_db()
    counts = [model.objects.count() for model in (FieldReport, Attachment, Event)]
    return case.state == "field_work" and counts == [0, 0, 0]


def test_photos_are_chosen_in_the_report_and_kept_with_the_case(cast: Cast) -> None:
    case, _visit = case_in_field(cast)

    answer = send(signed_in(cast, "field_technician"), case, *three_photos())

    kept = list(Attachment.objects.order_by("pk"))
    event = Event.objects.get(case_id=case.pk)
    assert answer.status_code == 302
    assert [(a.case, a.name, a.uploaded_by, a.at) for a in kept] == [
        (case, f"foto-{n}.jpg", cast.field_technician, NOON) for n in (1, 2, 3)
    ]
    assert all(a.path.exists() for a in kept)
    assert event.after["photos"] == [a.pk for a in kept]
    assert "(definitiva); 3 fotos." in told(signed_in(cast, "usm_analyst"), case)


def test_the_form_takes_several_photos_from_the_camera(cast: Cast) -> None:
    case, _visit = case_in_field(cast)

    html = page(signed_in(cast, "field_technician"), f"{act_address('solved')}?seen={token_of(case)}")

    field = next(part for part in html.split("<input ") if 'name="photos"' in part)
    assert [word in field for word in ('accept="image/*"', "capture=", "multiple")] == [True, True, True]


@pytest.mark.parametrize("bad", [b"<svg onload=alert(1)>", b"MZ\x90\x00", photo()[:200]],
                         ids=["svg", "program", "half a photo"])  # fmt: skip
def test_one_file_that_is_no_photo_leaves_nothing_done_and_what_was_written(cast: Cast, bad: bytes) -> None:
    case, _visit = case_in_field(cast)

    answer = send(signed_in(cast, "field_technician"), case, photo(), bad, remark="quedó bien")

    html = answer.content.decode()
    assert (answer.status_code, nothing_was_done(case)) == (422, True)
    assert "«foto-2.jpg» no es una foto" in html
    assert "quedó bien" in html and "HG8245" in html


def test_a_photo_over_the_limit_leaves_nothing_done(cast: Cast, settings: object) -> None:
    settings.ATTACHMENT_LIMIT_MB = 0  # type: ignore[attr-defined]
    case, _visit = case_in_field(cast)

    answer = send(signed_in(cast, "field_technician"), case, photo())

    assert (answer.status_code, nothing_was_done(case)) == (422, True)
    assert "«foto-1.jpg» pasa el límite de 0 MB" in answer.content.decode()


def test_more_photos_than_fit_are_refused(cast: Cast) -> None:
    case, _visit = case_in_field(cast)

    answer = send(signed_in(cast, "field_technician"), case, *[photo()] * (MOST_PHOTOS + 1))

    assert (answer.status_code, nothing_was_done(case)) == (422, True)


def test_another_technician_and_who_only_sees_the_case_send_nothing(cast: Cast) -> None:
    case, _visit = case_in_field(cast)
    with arranging():
        cast.people["colega"] = make_user("colega", (Role.FIELD_TECHNICIAN, cast.north))

    statuses = [
        send(signed_in(cast, who), case, photo()).status_code for who in ("colega", "centre_supervisor", "usm_analyst")
    ]

    assert statuses == [404, 403, 403]
    assert nothing_was_done(case)
    assert list(Path(Attachment(case=case).path).parent.glob("*")) == []


def test_a_second_click_keeps_nothing_again(cast: Cast) -> None:
    case, _visit = case_in_field(cast)
    client, seen = signed_in(cast, "field_technician"), Case.objects.get(pk=case.pk)

    statuses = [send(client, seen, *three_photos()).status_code for _ in range(2)]

    assert statuses == [302, 409]
    assert (Attachment.objects.count(), FieldReport.objects.count(), Event.objects.count()) == (3, 1, 1)


def test_a_refusal_of_the_act_leaves_no_photo(cast: Cast) -> None:
    case, visit = case_in_field(cast)
    with arranging():
        visit.delete()

    answer = send(signed_in(cast, "field_technician"), case, photo())

    assert (answer.status_code, nothing_was_done(case)) == (409, True)


def test_a_photo_that_the_case_has_already_is_kept_once(cast: Cast) -> None:
    case, _visit = case_in_field(cast)

    send(signed_in(cast, "field_technician"), case, photo(), photo())

    assert Attachment.objects.count() == 1


def on_fibre(cast: Cast, **fields: object) -> Case:
    case, visit = case_in_field(cast, **fields)
    product = make_product(case.customer, cast.north, technology="GPON")
    make_fault_report(case.customer, NOON, product=product)
    if "solved_at" in fields:
        make_report(visit, at=fields["solved_at"], verdict="refused", judged_by=cast.usm_analyst, judged_at=NOON)
    return case


def proposed(cast: Cast, case: Case) -> tuple[str, str]:
    """What the report proposes for the power before the work, and what it says of it."""
    field = ReportForm(cases=[case], person=cast.field_technician)["check_F03"]
    return field.value() or "", str(field.help_text)


def test_the_report_begins_with_the_latest_reading_noted_before_the_solution(cast: Cast) -> None:
    case = on_fibre(cast)
    make_reading(case, "-29,1", EARLIER - timedelta(hours=1), moment="before")
    make_reading(case, "-28,4", EARLIER, moment="before")
    make_reading(case, "-19", EARLIER + timedelta(hours=1), moment="monitoring")

    assert proposed(cast, case) == ("−28,4", "De un archivo, 24/11 16:00. Cámbiela si ahora mide otra.")


def test_the_proposed_reading_is_sent_as_it_stands(cast: Cast) -> None:
    case = on_fibre(cast)
    make_reading(case, "-28,4", EARLIER, moment="before")

    html = page(signed_in(cast, "field_technician"), f"{act_address('solved')}?seen={token_of(case)}")
    form = ReportForm({"check_F03": proposed(cast, case)[0]}, cases=[case], person=cast.field_technician)
    form.is_valid()

    assert 'value="−28,4"' in html
    assert form.cleaned_data["check_F03"] == "-28.4"


def test_without_a_reading_nothing_is_proposed(cast: Cast) -> None:
    assert proposed(cast, on_fibre(cast)) == ("", "")


def test_what_was_measured_before_an_earlier_solution_is_not_proposed(cast: Cast) -> None:
    case = on_fibre(cast)
    make_reading(case, "-28,4", EARLIER, moment="before")
    with arranging():
        Case.objects.filter(pk=case.pk).update(solved_at=EARLIER + timedelta(hours=1))
    case.refresh_from_db()

    assert proposed(cast, case) == ("", "")


def test_work_that_was_not_accepted_is_no_solution(cast: Cast) -> None:
    case = on_fibre(cast, solved_at=EARLIER + timedelta(hours=1))
    make_reading(case, "-28,4", EARLIER, moment="before")

    assert proposed(cast, case)[0] == "−28,4"


def test_the_items_that_begin_with_a_reading_measure_what_its_factor_does(cast: Cast) -> None:
    units = [
        (item.unit, version_of(code).unit) for rows in PROTOCOLS.values() for item in rows for code in item.factors
    ]

    assert len(units) == 4
    assert all(asked == measured for asked, measured in units)
