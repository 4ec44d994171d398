"""What the walk posts to each address that takes it, and the people of the cast who may.

A body makes the address do its work, so that a refusal is one of rights and not of a form. The rights are written
out here a second time on purpose: a right given too widely in the product is noticed.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from reitera.cases.models import Case, CatalogueItem
from reitera.cases.seen import token_of
from reitera.core import clock
from reitera.diagnosis.models import FactorVersion
from reitera.procedure.roles import ROLES, Role
from reitera.quality.models import QualityParameters
from reitera.sheet.golive.models import OldSheet
from reitera.sheet.golive.plan import review_of
from reitera.sheet.models import OwnColumn
from reitera.sheet.own_columns import token_of as token_of_column
from reitera.sheet.page import VERSION
from tests.samples import SAMPLES, Visits
from tests.world import NORTHERN_MARKER, World

MANAGER, HEAD, ADMINISTRATOR = Role.MANAGER_ANALYST, Role.DIVISION_HEAD, Role.ADMINISTRATOR
OWNER, QUALITY = Role.INDICATOR_OWNER, Role.QUALITY_COORDINATOR
EVERYBODY = ("nobody", *ROLES, *(f"{role}_south" for role, info in ROLES.items() if info.is_limited_to_centres))
ANALYSTS = (MANAGER, ADMINISTRATOR)
SATISFIED = {"q_working": "yes", "q_csat": "5"}
OF_ALL_CENTRES = (MANAGER, Role.RETENTION_AGENT, Role.QUALITY_COORDINATOR, ADMINISTRATOR)
OF_THE_NORTH = (Role.USM_ANALYST, Role.CENTRE_SUPERVISOR, Role.CENTRE_OPERATOR)
USM_OF_THE_SOUTH = f"{Role.USM_ANALYST}_south"
OF_THE_SOUTH = tuple(f"{role}_south" for role in OF_THE_NORTH)


@dataclass(frozen=True)
class Post:
    """An address, who may post to it by their name in the cast ("usm_analyst" is of the north), and what is posted.

    `to` gives its arguments, those of the address's samples where it is left out; `about` tells posts to one address
    apart. `changes` is false where there is nothing to change for some of those who may.
    """

    address: str
    may: tuple[str, ...]
    body: Callable[[World], dict[str, Any]] = field(default=lambda world: {})
    to: Callable[[World], Visits] | None = None
    about: str = ""
    changes: bool = True
    as_json: bool = False

    def visits(self, world: World) -> Visits:
        return (self.to or SAMPLES[self.address])(world)

    def __str__(self) -> str:
        return f"{self.address} {self.about}".strip()


def report_file(world: World) -> dict[str, Any]:
    text = b"NRO_REPORTE,CLIENTE,FEC_REPORTE\nRD-9,9,2026-11-20\n"
    return {"file": SimpleUploadedFile("nuevo.csv", text), "kind": ""}


def readings_file(world: World) -> dict[str, Any]:
    text = b"CASO;FACTOR;VALOR;FECHA_HORA\nTT-1;FAC-E13;0;24/11/2026 06:00\n"
    return {"file": SimpleUploadedFile("lecturas.csv", text), "date_order": ""}


def old_sheet_file(world: World) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("planilla.csv", b"Contrato,Estado\n1,Pendiente\n2,Pendiente\n")}


def confirmed_old_sheet(world: World) -> dict[str, Any]:
    review = review_of(OldSheet.objects.get(), world.cast.manager_analyst, clock.now())
    return {"expected": review.signature}


def thresholds(world: World) -> dict[str, Any]:
    version = FactorVersion.objects.get(factor__code="FAC-F01", is_current=True)
    ends = {"ok0": "-24", "ok1": "-10", "watch0": "-27", "watch1": "-8"}
    known = {"version": version.pk, "label": version.label, "possible_low": "-40", "possible_high": "-3"}
    return {**known, **{f"{name}-B+": end for name, end in ends.items()}}


def new_cause(world: World) -> dict[str, Any]:
    return {"code": "CAU-A11", "label": "Poste caído", "group": "Acometida y domicilio", "position": 105}


def renamed_cause(world: World) -> dict[str, Any]:
    seen = CatalogueItem.objects.get(code="CAU-A02", is_current=True)
    return {"seen": seen.pk, "label": "Acometida doblada", "group": seen.group, "position": seen.position}


def stand_in(world: World) -> dict[str, Any]:
    return {"substitute": world.cast.centre_operator_south.pk, "starts_on": "2026-11-26", "ends_on": "2026-11-30"}


def notice_of(person: str) -> Callable[[World], Visits]:
    return lambda world: [({"pk": world.cast.people[person].notices.first().pk}, "")]


def case_of(customer: str) -> Callable[[World], Visits]:
    return lambda world: [({"number": case_about(world, customer).number}, "")]


def photo(world: World) -> dict[str, Any]:
    out = io.BytesIO()
    Image.new("RGB", (2, 2)).save(out, "JPEG")
    return {"file": SimpleUploadedFile("ont.jpg", out.getvalue(), "image/jpeg")}


def case_about(world: World, customer: str) -> Case:
    return next(case for case in world.cases if case.customer.code == customer)


def act_on(customer: str, **more: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"seen": token_of(case_about(world, customer)), **more}


def transfer(customer: str) -> Callable[[World], dict[str, Any]]:
    def body(world: World) -> dict[str, Any]:
        case = case_about(world, customer)
        other = world.cast.south if case.operations_centre == world.cast.north else world.cast.north
        return {"seen": token_of(case), "centre": other.pk, "reason": "Es de allá"}

    return body


def act_called(code: str) -> Callable[[World], Visits]:
    return lambda world: [({"code": code}, "")]


def cell(customer: str, column: str, wanted: str) -> Callable[[World], dict[str, Any]]:
    def body(world: World) -> dict[str, Any]:
        case = case_about(world, customer)
        edit = {"id": case.pk, "c": column, "seen": None, "state": case.state, "wanted": wanted}
        return {"version": VERSION, "edits": [edit]}

    return body


def column_of_the_north(world: World) -> dict[str, Any]:
    query = {"filters": [{"c": "customer", "op": "contains", "v": NORTHERN_MARKER}]}
    return {"q": query, "c": "remark", "wanted": "Para hoy", "expect": 1}


COMMENTERS_OF_THE_NORTH = (*OF_ALL_CENTRES, *OF_THE_NORTH)


def view_of_the_north(world: World) -> dict[str, Any]:
    query = {"filters": [{"c": "customer", "op": "contains", "v": "cliente"}], "sort": [], "group": ""}
    return {"name": "La mía", "shared": True, "columns": ["case", "customer"], **query}


def renamed_column(world: World) -> dict[str, Any]:
    column = OwnColumn.objects.get()
    return {"label": "Otro nombre", "position": 1, "seen": token_of_column(column)}


POSTS = (
    Post("sheet:add_column", (HEAD, ADMINISTRATOR), lambda world: {"label": "Nueva", "kind": "text", "position": 10}),
    Post("sheet:edit_column", (HEAD, ADMINISTRATOR), renamed_column),
    Post("sheet:switch_column", (HEAD, ADMINISTRATOR)),
    Post("sheet:views", tuple(person for person in EVERYBODY if person != "nobody"), view_of_the_north, as_json=True),
    Post("sheet:edit", COMMENTERS_OF_THE_NORTH, cell("N1", "remark", "Llamar"), as_json=True),
    Post("sheet:bulk", COMMENTERS_OF_THE_NORTH, column_of_the_north, as_json=True),
    Post("live:presence", EVERYBODY[1:], lambda world: {"stream": "a", "case": ""}, changes=False),
    Post("sheet:old_sheets", ANALYSTS, old_sheet_file),
    Post("sheet:choose_columns", ANALYSTS, lambda world: {"column_2": "note"}),
    Post("sheet:set_row", ANALYSTS, lambda world: {"code": "N1"}),
    Post("sheet:set_row", ANALYSTS, lambda world: {"out": "1"}, about="out"),
    Post("sheet:apply_sheet", ANALYSTS, confirmed_old_sheet),
    Post("sheet:discard_sheet", ANALYSTS),
    Post("preferences", EVERYBODY, lambda world: {"theme": "dark"}),
    Post("parameters", (HEAD, ADMINISTRATOR), lambda world: {"form": "bands", "a": "400", "b": "250", "c": "160"}),
    Post("remove_holiday", (HEAD, ADMINISTRATOR)),
    Post("repeats:run", ANALYSTS, lambda world: {"week": "2026-11-09", "force_reason": "Smartflex está caído"}),
    Post("repeats:issue", ANALYSTS, lambda world: {"remark": "Revisado"}),
    Post("intake:upload", ANALYSTS, report_file),
    Post(
        "intake:columns",
        ANALYSTS,
        lambda world: {"field_0": "number", "field_1": "customer", "field_2": "reported_at"},
    ),
    Post("intake:apply", ANALYSTS, lambda world: {"keep_good": "on"}),
    Post("intake:discard", ANALYSTS),
    Post("customers:merge", ANALYSTS, lambda world: {"duplicate": "Q1"}),
    Post("faults:outages", ANALYSTS, lambda world: {"olt": "OLT-N", "starts_at": "2026-11-20T10:00"}),
    Post("faults:outage_end", ANALYSTS, lambda world: {"ends_at": "2026-11-20T10:00"}),
    Post("quality:case_call", (QUALITY,), lambda world: {"seen": token_of(world.checked), **SATISFIED}),
    Post("quality:check_call", (QUALITY,), lambda world: SATISFIED),
    Post(
        "quality:questionnaire",
        (HEAD, ADMINISTRATOR),
        lambda world: {"form": "sample", **QualityParameters().as_values(), "risk_days": 20},
    ),
    Post("staff:people", (ADMINISTRATOR,), lambda world: {"username": "nueva", "full_name": "Persona Nueva"}),
    Post("staff:give_role", (ADMINISTRATOR,), lambda world: {"role": "quality_coordinator"}),
    Post("staff:end_role", (ADMINISTRATOR,)),
    Post("staff:substitute", (ADMINISTRATOR,), stand_in),
    Post("staff:switch_person", (ADMINISTRATOR,)),
    Post("staff:temporary_password", (ADMINISTRATOR,)),
    Post("staff:centres", (ADMINISTRATOR,), lambda world: {"code": "OESTE", "name": "Centro Oeste"}),
    Post("staff:alias", (ADMINISTRATOR,), lambda world: {"written": "C.O. SUR"}),
    Post("staff:switch_centre", (ADMINISTRATOR,)),
    Post("cases:open", (MANAGER,), lambda world: {"customer": "Q1", "reason": "Llamó a gerencia"}),
    Post("cases:act", (MANAGER,), act_on("N1"), act_called("sent"), "sent"),
    Post("cases:act", (MANAGER,), transfer("S1"), act_called("transfer"), "transfer"),
    Post("cases:act", (MANAGER,), act_on("S1", reason="x"), act_called("without_effect"), "without effect"),
    # Nobody has just done something: there is nothing of theirs to take back.
    Post("cases:take_back", ()),
    Post("cases:comment", (*OF_ALL_CENTRES, *OF_THE_NORTH), lambda w: {"text": "Llamar"}, case_of("N1"), "north"),
    Post("cases:comment", (*OF_ALL_CENTRES, *OF_THE_SOUTH), lambda w: {"text": "Llamar"}, case_of("S1"), "south"),
    Post(
        "cases:comment",
        (*OF_ALL_CENTRES, *OF_THE_NORTH, *OF_THE_SOUTH),
        lambda world: {"text": "Llamar"},
        case_of("B1"),
        "both",
    ),
    Post("cases:attach", (*OF_ALL_CENTRES, *OF_THE_NORTH), photo, case_of("N1")),
    Post("cases:add_item", (HEAD, ADMINISTRATOR), new_cause, lambda world: [({"family": "CAU"}, "")]),
    Post(
        "cases:edit_item",
        (HEAD, ADMINISTRATOR),
        renamed_cause,
        lambda world: [({"family": "CAU", "code": "CAU-A02"}, "")],
    ),
    Post("cases:switch_item", (HEAD, ADMINISTRATOR), lambda world: {"active": "0"}),
    Post("diagnosis:factor", (HEAD, ADMINISTRATOR), thresholds, lambda world: [({"code": "FAC-F01"}, "")]),
    Post("diagnosis:switch_factor", (HEAD, ADMINISTRATOR), lambda world: {"active": "0"}),
    Post("diagnosis:import", (*ANALYSTS, Role.USM_ANALYST, USM_OF_THE_SOUTH), readings_file),
    # A file of readings is seen by whoever sent it: here the analyst of the south.
    Post("diagnosis:apply_file", (USM_OF_THE_SOUTH,)),
    Post("diagnosis:discard_file", (USM_OF_THE_SOUTH,)),
    Post("notices:open", (MANAGER,), to=notice_of(MANAGER)),
    Post("notices:read_all", EVERYBODY, changes=False),
    Post("notices:channel", EVERYBODY, lambda world: {"address": "avisos@example.com"}),
    Post("indicators:close", (OWNER,), lambda world: {"previous": 0, "current": world.cancellations}),
    Post("indicators:remark", (OWNER,), lambda world: {"text": "Planta cambia la tarjeta.", "seen": 0}),
)
