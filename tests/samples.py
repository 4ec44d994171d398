"""For each named address what the walk asks for: arguments and queries, read off the world that was laid out."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from reitera.cases.models import Attachment, Holiday
from reitera.cases.seen import token_of
from reitera.diagnosis.models import (
    ReadingsFile,
)
from reitera.faults.models import MassOutage
from reitera.notices.models import Notice
from reitera.repeats.models import IssuedDocument
from reitera.sheet.golive.models import OldSheet
from reitera.sheet.models import OwnColumn
from reitera.staff.models import RoleAssignment
from tests.world import MARKER, World

Visits = list[tuple[dict[str, Any], str]]
PLAIN: Visits = [({}, "")]


def plain(world: World) -> Visits:
    return PLAIN


def of_cycle(*queries: str) -> Callable[[World], Visits]:
    def visits(world: World) -> Visits:
        year, week = world.cycle.week_start.isocalendar()[:2]
        return [({"year": year, "week": week}, query) for query in queries or ("",)]

    return visits


def of_places(world: World) -> Visits:
    [(cycle, _query)] = of_cycle()(world)
    return [({**cycle, "pk": pk}, "") for pk in world.entries]


def of_old_sheet(world: World) -> Visits:
    return [({"pk": pk}, "") for pk in OldSheet.objects.values_list("pk", flat=True)]


def of_import(world: World) -> Visits:
    return [({"pk": world.imported.pk}, "")]


SAMPLES: dict[str, Callable[[World], Visits]] = {
    "home": plain,
    "search": lambda world: [({}, ""), ({}, f"?q={MARKER.lower()}"), ({}, "?q=cliente"), ({}, "?q=RD-")],
    "profile": plain,
    "preferences": plain,
    "parameters": plain,
    "remove_holiday": lambda world: [({"pk": pk}, "") for pk in Holiday.objects.values_list("pk", flat=True)[:1]],
    "repeats:cycles": plain,
    "repeats:run": plain,
    "repeats:cycle": of_cycle("", "?lista=top30", "?centro=SUR", f"?q={MARKER.lower()}"),
    "repeats:cycle_csv": of_cycle("", "?centro=SUR"),
    "repeats:list_xlsx": lambda world: [
        ({**kwargs, "rule": rule}, "") for kwargs, _ in of_cycle()(world) for rule in ("top-10", "top-30")
    ],
    "repeats:left_out": of_cycle(""),
    "repeats:changes": of_cycle(""),
    "repeats:place": of_places,
    "repeats:issue": of_cycle(""),
    "repeats:documents": plain,
    "repeats:document_xlsx": lambda world: [
        ({"pk": pk}, "") for pk in IssuedDocument.objects.values_list("pk", flat=True)
    ],
    "intake:imports": plain,
    "intake:upload": plain,
    "intake:review": of_import,
    "intake:columns": of_import,
    "intake:apply": of_import,
    "intake:discard": of_import,
    "intake:progress": of_import,
    "intake:rejects": of_import,
}
SAMPLES |= {
    "customers:customers": lambda world: [
        ({}, ""),
        ({}, "?centro=SUR"),
        ({}, "?q=cliente"),
        ({}, "?orden=facturacion"),
    ],
    "customers:customer": lambda world: [({"code": code}, "") for code in ("N1", "S1", "B1")],
    "customers:merge": lambda world: [({"code": "B1"}, "")],
    "faults:outages": plain,
    "faults:outage_end": lambda world: [({"pk": pk}, "") for pk in MassOutage.objects.values_list("pk", flat=True)],
    "staff:administration": plain,
    "staff:people": plain,
    "staff:centres": lambda world: [({}, ""), ({}, "?nombre=C.O.+PUNATA")],
}
for name in ("person", "give_role", "substitute", "switch_person", "temporary_password"):
    SAMPLES[f"staff:{name}"] = lambda world: [({"pk": world.cast.usm_analyst_south.pk}, "")]
for name in ("alias", "switch_centre"):
    SAMPLES[f"staff:{name}"] = lambda world: [({"pk": world.cast.south.pk}, "")]
SAMPLES["staff:end_role"] = lambda world: [
    ({"pk": held.user_id, "assignment": held.pk}, "") for held in RoleAssignment.objects.all()[:1]
]
SAMPLES |= {
    "cases:inbox": lambda world: [
        ({}, query) for query in ("", "?vista=otros", "?vista=todos", "?vista=concluidos", "?vista=nadie", "?q=cliente")
    ],
    "cases:open": lambda world: [({}, ""), ({}, "?cliente=S1")],
    "cases:take_back": plain,
    "cases:reconciliation": lambda world: [
        ({}, query) for query in ("", "?sentido=cerrado-alla", "?centro=SUR", "?centro=-")
    ],
    "cases:reconciliation_csv": lambda world: [({}, ""), ({}, "?sentido=cerrado-alla")],
    "cases:map": lambda world: [({}, ""), ({}, "?centro=SUR")],
    "cases:act": lambda world: [
        ({"code": code}, f"?seen={token_of(case)}") for case in world.cases for code in ("sent", "transfer", "return")
    ],
    "visits:agenda": lambda world: [
        ({}, query) for query in ("", "?dia=manana", "?dia=2026-11-26", "?centro=SUR", "?tecnico=1")
    ],
    "visits:agenda_csv": lambda world: [({}, ""), ({}, "?centro=SUR")],
    "cases:case": lambda world: [({"number": case.number}, "") for case in world.cases],
    "cases:attach": lambda world: [({"number": case.number}, "") for case in world.cases],
    "cases:attachment": lambda world: [
        ({"number": kept.case.number, "pk": kept.pk}, "") for kept in Attachment.objects.select_related("case")
    ],
    "cases:comment": lambda world: [({"number": case.number}, "") for case in world.cases],
}
SAMPLES |= {
    "notices:notices": plain,
    "live:presence": plain,
    "notices:read_all": plain,
    "notices:channel": plain,
    "notices:open": lambda world: [({"pk": pk}, "") for pk in Notice.objects.values_list("pk", flat=True)],
    "quality:quality": lambda world: [
        ({}, query) for query in ("", "?vista=insatisfechos", f"?caso={world.checked}", f"?control={world.check.pk}")
    ],
    "quality:case_call": plain,
    "quality:check_call": lambda world: [({"pk": world.check.pk}, "")],
    "quality:draws": plain,
    "quality:draw": lambda world: [({"day": world.check.draw.day.isoformat()}, "")],
    "quality:questionnaire": plain,
    "retention:calls": lambda world: [({}, ""), *(({}, f"?caso={case.number}") for case in world.cases)],
}
SAMPLES |= {
    "indicators:indicator": lambda world: [({}, ""), ({}, "?mes=2026-10&por=tecnologia"), ({}, "?mes=x")],
    "indicators:indicator_csv": lambda world: [({}, "?mes=2026-10")],
    "indicators:cancellations": lambda world: [({}, "?mes=2026-10"), ({}, "?mes=2026-10&centro=SUR"), ({}, "?mes=x")],
    "indicators:cancellations_csv": lambda world: [({}, "?mes=2026-10")],
    "indicators:close": lambda world: [({"month": "2026-10"}, "")],
    "indicators:remark": lambda world: [({"month": "2026-10"}, "")],
}
# Sign-in pages show nothing of the provider; they are visited all the same.
SAMPLES |= {
    f"account_{name}": plain
    for name in (
        "signup", "login", "logout", "reauthenticate", "inactive", "email", "email_verification_sent",
        "change_password", "set_password", "reset_password", "reset_password_done", "reset_password_from_key_done",
        "confirm_login_code",
    )
}  # fmt: skip
SAMPLES |= {
    "account_confirm_email": lambda world: [({"key": "x"}, "")],
    "account_reset_password_from_key": lambda world: [({"uidb36": "1", "key": "x"}, "")],
    "mfa_index": plain,
    "mfa_authenticate": plain,
    "mfa_reauthenticate": plain,
    "mfa_activate_totp": plain,
    "mfa_deactivate_totp": plain,
    "mfa_generate_recovery_codes": plain,
    "mfa_view_recovery_codes": plain,
    "mfa_download_recovery_codes": plain,
}
SAMPLES |= dict.fromkeys(("diagnosis:unsolved", "diagnosis:unsolved_csv", "diagnosis:factors"), plain)
SAMPLES |= {
    f"diagnosis:{name}": lambda world: [({"code": "FAC-F01"}, ""), ({"code": "FAC-E01"}, "")]
    for name in ("factor", "switch_factor")
}
SAMPLES |= {
    f"cases:{name}": lambda world: [({"family": family}, "") for family in ("CAU", "SOL", "VIS", "LLA", "RET", "INS")]
    for name in ("catalogue", "add_item")
}
SAMPLES |= {
    f"cases:{name}": lambda world: [
        ({"family": code[:3], "code": code}, "") for code in ("CAU-A02", "VIS-V03", "LLA-K05", "RET-R02", "INS-N03")
    ]
    for name in ("edit_item", "switch_item")
}
SAMPLES["diagnosis:import"] = plain
SAMPLES |= {
    f"diagnosis:{name}": lambda world: [({"pk": pk}, "") for pk in ReadingsFile.objects.values_list("pk", flat=True)]
    for name in ("file", "file_rejects", "apply_file", "discard_file")
}


def sheet_rows(world: World) -> Visits:
    return [({"pk": case.pk}, "") for case in world.cases]


def own_columns(world: World) -> Visits:
    return [({"pk": pk}, "") for pk in OwnColumn.objects.values_list("pk", flat=True)]


def asked_of_sheet(*asked: dict[str, Any]) -> Visits:
    return [({}, "?" + urlencode({"q": json.dumps(query)})) for query in asked]


SAMPLES |= {
    "sheet:old_sheets": plain,
    "sheet:old_sheet": of_old_sheet,
    "sheet:choose_columns": of_old_sheet,
    "sheet:apply_sheet": of_old_sheet,
    "sheet:discard_sheet": of_old_sheet,
    "sheet:set_row": lambda world: [({"pk": kwargs["pk"], "number": 3}, "") for kwargs, _ in of_old_sheet(world)],
    "sheet:mend_sheet": of_old_sheet,
    "sheet:sheet": plain,
    "sheet:own_columns": plain,
    "sheet:add_column": plain,
    "sheet:edit_column": own_columns,
    "sheet:switch_column": own_columns,
    "sheet:view": lambda world: [({"view": name}, "") for name in ("todos", "vencidos", "mi-centro-hoy", "9")],
    "sheet:views": plain,
    "sheet:saved_view": lambda world: [({"pk": 9}, "")],
    "sheet:order": lambda world: asked_of_sheet(
        {}, {"group": "centre", "find": "cliente"}, {"sort": [{"c": "customer"}]}
    ),
    "sheet:export": lambda world: [({}, ""), ({}, "?format=csv"), ({}, "?columns=case,customer,own_1&format=csv")],
    "sheet:rows": lambda world: [({}, "?ids=" + ",".join(str(case.pk) for case in world.cases))],
    "sheet:edit": plain,
    "sheet:bulk": plain,
    "sheet:values": lambda world: [({}, f"?c={key}") for key in ("customer", "phone", "contract", "remark", "centre")],
    "sheet:cell_history": lambda world: [
        ({}, f"?id={case.pk}&c={key}") for case in world.cases for key in ("customer", "phone", "contract")
    ],
    "sheet:row": sheet_rows,
    "sheet:as_was": lambda world: [
        ({"pk": case.pk}, f"?at={moment}") for case in world.cases for moment in ("2026-11-25T13:00", "2020-01-01")
    ],
}
