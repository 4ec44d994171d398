"""What the pictures need beside the demo: imports in each state, a week that waits, people with a second factor.

Everything is made once, through the product's own actions; what goes stale (the sign of work in progress) every time.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.utils.timezone import localtime

from reitera.cases.models import Case
from reitera.core.clock import now, today
from reitera.customers.models import Product
from reitera.diagnosis.actions.files import review_file
from reitera.intake import actions as intake
from reitera.intake import tasks
from reitera.intake.models import Import
from reitera.procedure.roles import Role
from reitera.procedure.steps import State
from reitera.repeats.actions import issue_reiterated_report, run_cycle
from reitera.repeats.models import Cycle
from reitera.sheet.golive.actions import receive_old_sheet
from reitera.sheet.golive.models import OldSheet
from reitera.site.demo.people import PEOPLE
from reitera.staff import actions as staff
from reitera.staff.models import User

WITH_SECOND_FACTOR = "operador.sur"
WITHOUT_ROLE = "sin.rol"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
REJECTED, UNMAPPED, DISCARDED, REFUSED, WORKING = (
    "reportes_con_rechazos.csv",
    "reclamos_call_center.csv",
    "reportes_repetido.csv",
    "reportes_sin_aceptar.csv",
    "reportes_en_curso.csv",
)
DAY_FIRST = {"FEC_REPORTE": "dmy", "FEC_CIERRE": "dmy"}


def person(role: Role) -> User:
    """The first of the demo's people with the role."""
    return User.objects.get(username=next(each.username for each in PEOPLE if each.role is role))


def arrange(passwords: dict[str, str]) -> dict[str, str]:
    """Bring the demo into the states that the table of pages looks up; the passwords of everybody in it.

    States that are there are left as they are.
    """
    passwords = {**passwords, WITHOUT_ROLE: passwords[PEOPLE[0].username]}
    if not Import.objects.filter(file_name=REJECTED).exists():
        _imports(Path(settings.DATA_DIR) / "exports")
        _cycles()
        _people(passwords)
        _readings(Path(settings.DATA_DIR) / "exports" / "screenshots" / "lecturas_olt.csv")
    if not OldSheet.objects.exists():
        _old_sheet(Path(settings.DATA_DIR) / "exports" / "screenshots" / "planilla.csv")
    for received in Import.objects.filter(file_name=WORKING):
        intake.write_progress(received, "Guardando")
    return passwords


def _imports(exports: Path) -> None:
    source = exports / "screenshots"
    source.mkdir(exist_ok=True)
    good = max(exports.glob("reportes_2*.csv")).read_text("cp1252")
    for name in (REJECTED, REFUSED):
        _received(source / name, _broken(good))
    for name in (DISCARDED, WORKING):
        _received(source / name, good)
    _received(source / UNMAPPED, "TICKET;TITULAR;ABIERTO\n1;Rosa Quispe;20/11/2026\n2;Luis Vargas;21/11/2026\n")
    analyst = person(Role.MANAGER_ANALYST)
    intake.discard_import(received=Import.objects.get(file_name=DISCARDED), actor=analyst, at=now())
    tasks.apply_in_background.call_local(Import.objects.get(file_name=REFUSED).pk, analyst.pk, False)


def _received(path: Path, text: str) -> None:
    """Received as the analyst would, and counted where its columns are known."""
    path.write_text(text, "cp1252")
    analyst = person(Role.MANAGER_ANALYST)
    received = intake.receive_file(
        path=path, file_name=path.name, kind="fault_reports", actor=analyst, at=now() - timedelta(minutes=5)
    )
    if path.name != UNMAPPED:
        received = intake.change_mapping(
            received=received, mapped=received.mapping, date_orders=DAY_FIRST, actor=analyst, at=now()
        )
        intake.preview(received=received, actor=analyst, at=now())


def _broken(text: str) -> str:
    """The export with what people's hands do to it: a centre nobody knows, a customer gone, a day that is none."""
    lines = text.splitlines()
    titles = next(place for place, line in enumerate(lines) if line.startswith("NRO_REPORTE"))
    columns = lines[titles].split(";")
    spoilt = {1: ("CENTRO_OP", "C.O. PUNATA"), 3: ("CLIENTE", ""), 4: ("FEC_REPORTE", "31/11/2026 08:10"),
              7: ("NRO_REPORTE", ""), 9: ("CENTRO_OP", "C.O. PUNATA")}  # fmt: skip
    for offset, (column, value) in spoilt.items():
        cells = lines[titles + offset].split(";")
        cells[columns.index(column)] = value
        lines[titles + offset] = ";".join(cells)
    return "\n".join(lines) + "\n"


def _cycles() -> None:
    analyst = person(Role.MANAGER_ANALYST)
    last = Cycle.objects.filter(state=Cycle.State.DONE).latest("week_start")
    run_cycle(week=last.week_start + timedelta(weeks=1), actor=analyst, at=now())
    issue_reiterated_report(
        run=last.latest_run, filters={}, remark="Para la reunión del lunes con los centros.", actor=analyst, at=now()
    )


def _readings(path: Path) -> None:
    """A file of measurements as the USM gets it: most rows fit, one case and one value are none."""
    analyst = person(Role.USM_ANALYST)
    measured_in = (State.TECHNICAL_REVIEW, State.SCHEDULE_VISIT, State.SOLUTION_MONITORING)
    cases = Case.objects.visible_to(analyst).filter(state__in=measured_in)[:6]
    measured = localtime(now() - timedelta(hours=3)).strftime("%Y-%m-%d %H:%M")
    rows = [f"{case.number};FAC-E13;0,{5 + place};{measured}" for place, case in enumerate(cases)]
    rows += [f"TT-999999;FAC-E13;0,2;{measured}", f"{cases[0].number};FAC-E13;bajo;{measured}"]
    path.write_text("\n".join(["CASO;FACTOR;VALOR;FECHA_HORA", *rows]) + "\n", "cp1252")
    review_file(path=path, file_name=path.name, date_order="", actor=analyst, at=now())


def _old_sheet(path: Path) -> None:
    """The sheet that was used before, as Google Sheets gives it: most rows enter, three say something that is none."""
    open_cases = Case.objects.open().values("customer")
    products = Product.objects.filter(status="active").exclude(customer__in=open_cases).select_related("customer")
    states = ("Pendiente de visita", "En monitoreo", "En revisión", "Concluido")
    lines = [
        [product.code, str(product.customer), states[place % 4], "17/11/2026", str(1 + place % 3), "Llamar a las 18"]
        for place, product in enumerate(products[:16])
    ]  # fmt: skip
    lines[1][0], lines[4][3], lines[6][2] = "999999", "31/02/2026", "Stand by"
    titles = ["Nº contrato", "Cliente", "Estado", "Fecha ingreso", "Llamadas", "Observaciones"]
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in line) for line in [titles, *lines]) + "\n", "utf-8")
    receive_old_sheet(path=path, file_name="Planilla TOP 10.csv", actor=person(Role.MANAGER_ANALYST), at=now())


def _people(passwords: dict[str, str]) -> None:
    administrator, absent = person(Role.ADMINISTRATOR), person(Role.USM_ANALYST)
    staff.create_user(
        username=WITHOUT_ROLE, full_name="Nelson Arce", email="", password=passwords[WITHOUT_ROLE], temporary=False,
        actor=administrator, at=now(),
    )  # fmt: skip
    staff.name_substitute(
        absent=absent, substitute=User.objects.get(username="supervisor.sur"), starts_on=today(),
        ends_on=today() + timedelta(days=10), actor=administrator, at=now(),
    )  # fmt: skip
    staff.set_temporary_password(user=absent, password=passwords[absent.username], actor=administrator, at=now())
    staff.change_own_password(user=absent, password=passwords[absent.username], at=now())
    two_factors = User.objects.get(username=WITH_SECOND_FACTOR)
    if not Authenticator.objects.filter(user=two_factors).exists():
        totp.TOTP.activate(two_factors, SECRET)
        RecoveryCodes.activate(two_factors)


def code_now() -> str:
    """What the telephone of `WITH_SECOND_FACTOR` shows now."""
    counters = list(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(SECRET, counters[len(counters) // 2]))
