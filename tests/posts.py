"""What the walk posts to each address that takes it, and the people of the cast who may.

A body makes the address do its work, so that a refusal is one of rights and not of a form. The rights are written
out here a second time on purpose: a right given too widely in the product is noticed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from reitera.procedure.roles import ROLES, Role
from tests.world import World

MANAGER, HEAD, ADMINISTRATOR = Role.MANAGER_ANALYST, Role.DIVISION_HEAD, Role.ADMINISTRATOR
EVERYBODY = ("nobody", *ROLES, *(f"{role}_south" for role, info in ROLES.items() if info.is_limited_to_centres))
ANALYSTS = (MANAGER, ADMINISTRATOR)


@dataclass(frozen=True)
class Post:
    """Who may, by their name in the cast ("usm_analyst" is of the north), and what is posted."""

    may: tuple[str, ...]
    body: Callable[[World], dict[str, Any]] = field(default=lambda world: {})


def report_file(world: World) -> dict[str, Any]:
    text = b"NRO_REPORTE,CLIENTE,FEC_REPORTE\nRD-9,9,2026-11-20\n"
    return {"file": SimpleUploadedFile("nuevo.csv", text), "kind": ""}


def stand_in(world: World) -> dict[str, Any]:
    return {"substitute": world.cast.centre_operator_south.pk, "starts_on": "2026-11-26", "ends_on": "2026-11-30"}


POSTS: dict[str, Post] = {
    "preferences": Post(EVERYBODY, lambda world: {"theme": "dark"}),
    "parameters": Post((HEAD, ADMINISTRATOR), lambda world: {"form": "bands", "a": "400", "b": "250", "c": "160"}),
    "repeats:run": Post(ANALYSTS, lambda world: {"week": "2026-11-09", "force_reason": "Smartflex está caído"}),
    "repeats:issue": Post(ANALYSTS, lambda world: {"remark": "Revisado"}),
    "intake:upload": Post(ANALYSTS, report_file),
    "intake:columns": Post(
        ANALYSTS, lambda world: {"field_0": "number", "field_1": "customer", "field_2": "reported_at"}
    ),
    "intake:apply": Post(ANALYSTS, lambda world: {"keep_good": "on"}),
    "intake:discard": Post(ANALYSTS),
    "customers:merge": Post(ANALYSTS, lambda world: {"duplicate": "S1"}),
    "faults:outages": Post(ANALYSTS, lambda world: {"olt": "OLT-N", "starts_at": "2026-11-20T10:00"}),
    "faults:outage_end": Post(ANALYSTS, lambda world: {"ends_at": "2026-11-20T10:00"}),
    "staff:people": Post((ADMINISTRATOR,), lambda world: {"username": "nueva", "full_name": "Persona Nueva"}),
    "staff:give_role": Post((ADMINISTRATOR,), lambda world: {"role": "quality_coordinator"}),
    "staff:end_role": Post((ADMINISTRATOR,)),
    "staff:substitute": Post((ADMINISTRATOR,), stand_in),
    "staff:switch_person": Post((ADMINISTRATOR,)),
    "staff:temporary_password": Post((ADMINISTRATOR,)),
    "staff:centres": Post((ADMINISTRATOR,), lambda world: {"code": "OESTE", "name": "Centro Oeste"}),
    "staff:alias": Post((ADMINISTRATOR,), lambda world: {"written": "C.O. SUR"}),
    "staff:switch_centre": Post((ADMINISTRATOR,)),
}
