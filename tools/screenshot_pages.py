"""The table of `make screenshots`: every page as a role that uses it, and the addresses that are no page.

A page is one line: `Page("intake:upload", ANALYST)`. A page of an object says where its arguments are found in the
demo, a second picture of the same page says with `ending` how its file is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from reitera.cases.acts import acts_allowed
from reitera.cases.models import Case
from reitera.cases.seen import token_of
from reitera.customers.models import Customer
from reitera.diagnosis.models import ReadingsFile
from reitera.intake.models import Import
from reitera.procedure.roles import Role
from reitera.procedure.steps import State
from reitera.quality.models import CrossedCheck, Draw
from reitera.repeats.models import Cycle, CycleEntry
from reitera.sheet.golive.models import OldSheet
from reitera.sheet.models import OwnColumn
from reitera.site.demo.people import PEOPLE
from reitera.staff.models import User
from tools import screenshot_demo as demo
from tools import screenshot_steps as steps

_FIRST = {role: next(person.username for person in PEOPLE if person.role is role) for role in Role}
NOBODY = ""
ANALYST = _FIRST[Role.MANAGER_ANALYST]
USM = _FIRST[Role.USM_ANALYST]
RETENTION = _FIRST[Role.RETENTION_AGENT]
QUALITY = _FIRST[Role.QUALITY_COORDINATOR]
SUPERVISOR = _FIRST[Role.CENTRE_SUPERVISOR]
TECHNICIAN = _FIRST[Role.FIELD_TECHNICIAN]
OPERATOR = _FIRST[Role.CENTRE_OPERATOR]
HEAD = _FIRST[Role.DIVISION_HEAD]
INCIDENTS = _FIRST[Role.INDICATOR_OWNER]
ADMIN = _FIRST[Role.ADMINISTRATOR]
TWO_FACTORS = demo.WITH_SECOND_FACTOR
HALF_WAY = f"{TWO_FACTORS} before the code"  # the password is given, the code is not
WITHOUT_ROLE = demo.WITHOUT_ROLE

Arguments = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """A page by its name in the resolver and who looks at it (`NOBODY`: not signed in).

    `step` is done on it before the picture is taken. `is_frame` ones fill the window and scroll inside: their picture
    is what one sees, not all that there is.
    """

    name: str
    username: str
    arguments: Callable[[], Arguments] = dict
    query: str | Callable[[], str] = ""
    ending: str = ""
    step: Callable[[Any], None] | None = None
    is_frame: bool = False
    expects: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """The file name of its pictures: `intake-review-rejects`."""
        return "-".join(part for part in (self.name.replace(":", "-").replace("_", "-"), self.ending) if part)

    def address(self) -> str:
        query = self.query if isinstance(self.query, str) else self.query()
        return reverse(self.name, kwargs=self.arguments()) + query


def imported(file_name: str) -> Callable[[], Arguments]:
    """The newest import of a file whose name begins so."""
    return lambda: {"pk": Import.objects.filter(file_name__startswith=file_name).latest("pk").pk}


def _week(cycle: Cycle) -> Arguments:
    year, week = cycle.week_start.isocalendar()[:2]
    return {"year": year, "week": week}


def last_cycle() -> Arguments:
    """The last cycle with a TOP 10."""
    return _week(Cycle.objects.filter(state=Cycle.State.DONE).latest("week_start"))


def waiting_cycle() -> Arguments:
    return _week(Cycle.objects.filter(state=Cycle.State.WAITING).latest("week_start"))


def first_place() -> Arguments:
    """The first of the last TOP 10."""
    entry = CycleEntry.objects.filter(rule="top10").order_by("-run__cycle__week_start", "-run__revision", "rank")[0]
    return {**_week(entry.run.cycle), "pk": entry.pk}


def repeated_customer() -> Arguments:
    """The customer of the first place: many reports, places in cycles, orders."""
    return {"code": CycleEntry.objects.get(pk=first_place()["pk"]).customer.code}


def quiet_customer() -> Arguments:
    """A customer without any report."""
    return {"code": Customer.objects.filter(fault_reports=None, merged_into=None).earliest("pk").code}


def case_of(username: str, state: State) -> Case:
    """The newest case of a step that the person sees."""
    person = User.objects.get(username=username)
    return Case.objects.visible_to(person).filter(state=state).latest("pk")


def case_page(username: str, state: State) -> Page:
    """The page of a case in a step, as the person whose step it is sees it."""
    ending = state.value.replace("_", "-")
    return Page("cases:case", username, lambda: {"number": case_of(username, state).number}, ending=ending)


def act_page(code: str, username: str, state: State) -> Page:
    """The form of an act on the newest case of a step on which the person may do it, as a page of its own."""

    def seen() -> str:
        person = User.objects.get(username=username)
        cases = Case.objects.visible_to(person).filter(state=state).order_by("-pk")
        found = next((case for case in cases if code in {act.code for act in acts_allowed(person.viewer, case)}), None)
        if found is None:
            raise LookupError(f"{username} has no case in {state} for {code}: make the demo anew with --reset")
        return f"?seen={token_of(found)}"

    return Page("cases:act", username, lambda: {"code": code}, query=seen, ending=f"{state}-{code}".replace("_", "-"))


def crossed_check() -> str:
    """The newest of the crossed checks that wait for their call, opened on the page of quality."""
    return f"?control={CrossedCheck.objects.filter(end='').latest('pk').pk}"


def last_draw() -> Arguments:
    return {"day": Draw.objects.latest("day").day.isoformat()}


def sheet_page(username: str, *, ending: str, step: Callable[[Any], None] = steps.rows_are_read, view: str = "",
               query: str = "", expects: tuple[str, ...] = ()) -> Page:  # fmt: skip
    """The Planilla, in a view of the product or in the first one of the role."""
    arguments = (lambda: {"view": view}) if view else dict
    name = "sheet:view" if view else "sheet:sheet"
    return Page(name, username, arguments, query, ending, step, is_frame=True, expects=expects)


def somebody(username: str) -> Callable[[], Arguments]:
    return lambda: {"pk": User.objects.get(username=username).pk}


def reset_key() -> Arguments:
    """The address in the mail to somebody who forgot their password; it dies when they sign in, so they must not."""
    user = User.objects.get(username=OPERATOR)
    return {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}


WITH_REMARK = (
    '?q={"filters":[{"c":"state","op":"in","v":["prioritise","field_work","technical_review","schedule_visit"]}],'
    '"sort":[{"c":"remark","desc":false}]}&columns=case,customer,state,due,remark,visit,technician,cause,before'
)

PAGES = (
    Page("home", ANALYST),
    Page("home", SUPERVISOR, ending="supervisor"),
    Page("home", TECHNICIAN, ending="technician"),
    Page("home", ADMIN, ending="administrator"),
    Page("home", WITHOUT_ROLE, ending="without-role"),
    Page("cases:inbox", ANALYST),
    Page("cases:inbox", USM, query="?vista=todos", ending="all"),
    Page("cases:inbox", SUPERVISOR, ending="supervisor"),
    Page("cases:inbox", TECHNICIAN, ending="technician"),
    Page("cases:inbox", OPERATOR, ending="operator"),
    Page("cases:inbox", HEAD, query="?vista=concluidos", ending="concluded"),
    Page("cases:inbox", INCIDENTS, query="?q=zzz", ending="nothing"),
    case_page(ANALYST, State.DISPATCH),
    case_page(USM, State.TECHNICAL_REVIEW),
    case_page(ANALYST, State.DISTRIBUTION),
    case_page(RETENTION, State.RETENTION_CONTACT),
    case_page(QUALITY, State.QUALITY_CHECK),
    case_page(USM, State.SCHEDULE_VISIT),
    case_page(USM, State.SOLUTION_MONITORING),
    case_page(SUPERVISOR, State.PRIORITISE),
    case_page(TECHNICIAN, State.FIELD_WORK),
    case_page(SUPERVISOR, State.WORK_ACCEPTANCE),
    case_page(OPERATOR, State.ORDER_CLOSING),
    case_page(SUPERVISOR, State.PLANT_INCIDENT),
    case_page(HEAD, State.CONCLUDED),
    act_page("sent", ANALYST, State.DISPATCH),
    act_page("transfer", ANALYST, State.DISPATCH),
    act_page("without_effect", ANALYST, State.DISTRIBUTION),
    act_page("retain", ANALYST, State.DISTRIBUTION),
    act_page("readings", USM, State.TECHNICAL_REVIEW),
    act_page("visit_needed", USM, State.TECHNICAL_REVIEW),
    act_page("remote_fix", USM, State.TECHNICAL_REVIEW),
    act_page("plant_fault", USM, State.TECHNICAL_REVIEW),
    act_page("note_call", RETENTION, State.RETENTION_CONTACT),
    act_page("note_agreement", RETENTION, State.RETENTION_CONTACT),
    act_page("agreement_executed", RETENTION, State.RETENTION_CONTACT),
    act_page("customer_cancels", RETENTION, State.RETENTION_CONTACT),
    act_page("survey", QUALITY, State.QUALITY_CHECK),
    act_page("note_check_call", QUALITY, State.QUALITY_CHECK),
    act_page("identify_causes", QUALITY, State.DISSATISFACTION),
    act_page("informed", QUALITY, State.INFORM_CUSTOMER),
    act_page("scheduled", USM, State.SCHEDULE_VISIT),
    act_page("stable", USM, State.SOLUTION_MONITORING),
    act_page("contact", USM, State.SOLUTION_MONITORING),
    act_page("confirmed", SUPERVISOR, State.PRIORITISE),
    act_page("back_to_scheduling", SUPERVISOR, State.PRIORITISE),
    act_page("solved", TECHNICIAN, State.FIELD_WORK),
    act_page("customer_absent", TECHNICIAN, State.FIELD_WORK),
    act_page("accepted", SUPERVISOR, State.WORK_ACCEPTANCE),
    act_page("refused", SUPERVISOR, State.WORK_ACCEPTANCE),
    act_page("closed", OPERATOR, State.ORDER_CLOSING),
    act_page("incident_solved", SUPERVISOR, State.PLANT_INCIDENT),
    sheet_page(SUPERVISOR, ending="supervisor"),
    sheet_page(
        SUPERVISOR,
        ending="refusal",
        step=steps.edit_is_refused,
        view="todos",
        query=WITH_REMARK,
        expects=("409 (Conflict)",),
    ),
    sheet_page(SUPERVISOR, ending="row", step=steps.row_is_open),
    sheet_page(
        ANALYST, ending="groups", view="abiertos", query='?q={"group":"centre","sort":[{"c":"due","desc":false}]}'
    ),
    sheet_page(
        SUPERVISOR, ending="nothing", view="todos", query='?q={"filters":[{"c":"customer","op":"contains","v":"zzz"}]}'
    ),
    sheet_page(USM, ending="tomorrow", view="visitas-de-manana"),
    Page("sheet:own_columns", ADMIN),
    Page("sheet:add_column", ADMIN),
    Page("sheet:edit_column", HEAD, lambda: {"pk": OwnColumn.objects.earliest("pk").pk}),
    Page("cases:open", ANALYST),
    Page("cases:open", HEAD, ending="reader"),
    Page("cases:map", HEAD),
    Page("retention:calls", RETENTION),
    Page("retention:calls", HEAD, ending="reader"),
    Page("quality:quality", QUALITY),
    Page("quality:quality", QUALITY, query=crossed_check, ending="crossed"),
    Page("quality:quality", QUALITY, query="?vista=insatisfechos", ending="dissatisfied"),
    Page("quality:quality", HEAD, ending="reader"),
    Page("quality:draw", QUALITY, last_draw),
    Page("quality:questionnaire", ADMIN),
    Page("notices:notices", ANALYST),
    Page("notices:notices", INCIDENTS, ending="nothing"),
    Page("search", USM, query="?q=quispe"),
    Page("search", USM, query="?q=zzz", ending="nothing"),
    Page("search", USM, ending="empty"),
    Page("profile", SUPERVISOR),
    Page("profile", WITHOUT_ROLE, ending="without-role"),
    Page("customers:customers", SUPERVISOR),
    Page("customers:customers", SUPERVISOR, query="?q=zzz", ending="nothing"),
    Page("customers:customer", ANALYST, repeated_customer),
    Page("customers:customer", ANALYST, quiet_customer, ending="quiet"),
    Page("repeats:cycles", ANALYST),
    Page("repeats:cycle", ANALYST, last_cycle),
    Page("repeats:cycle", SUPERVISOR, last_cycle, query="?lista=top30", ending="top30"),
    Page("repeats:cycle", ANALYST, last_cycle, query="?q=zzz", ending="nothing"),
    Page("repeats:cycle", ANALYST, waiting_cycle, ending="waiting"),
    Page("repeats:left_out", USM, last_cycle),
    Page("repeats:changes", ANALYST, last_cycle),
    Page("repeats:place", ANALYST, first_place),
    Page("repeats:documents", HEAD),
    Page("diagnosis:unsolved", ANALYST),
    Page("cases:catalogue", ADMIN, lambda: {"family": "CAU"}, ending="causes"),
    Page("cases:catalogue", HEAD, lambda: {"family": "LLA"}, ending="calls"),
    Page("cases:edit_item", ADMIN, lambda: {"family": "CAU", "code": "CAU-A04"}, ending="cause"),
    Page("cases:edit_item", HEAD, lambda: {"family": "LLA", "code": "LLA-K03"}, ending="call"),
    Page("cases:add_item", ADMIN, lambda: {"family": "INS"}),
    Page("diagnosis:factors", ADMIN),
    Page("diagnosis:factor", HEAD, lambda: {"code": "FAC-F07"}),
    Page("diagnosis:factor", HEAD, lambda: {"code": "FAC-E01"}, ending="choice"),
    Page("diagnosis:import", USM),
    Page("diagnosis:file", USM, lambda: {"pk": ReadingsFile.objects.latest("pk").pk}),
    Page("sheet:old_sheets", ANALYST),
    Page("sheet:old_sheet", ANALYST, lambda: {"pk": OldSheet.objects.latest("pk").pk}),
    Page("cases:reconciliation", ANALYST),
    Page("cases:reconciliation", USM, query="?sentido=cerrado-alla", ending="closed-there"),
    Page("indicators:indicator", INCIDENTS),
    Page("indicators:indicator", INCIDENTS, query="?mes=2026-09", ending="observed"),
    Page("indicators:indicator", HEAD, query="?mes=2026-01", ending="no-data"),
    Page("indicators:cancellations", USM),
    Page("indicators:cancellations", HEAD, query="?q=zzz", ending="nothing"),
    Page("intake:imports", ANALYST),
    Page("intake:upload", ANALYST),
    Page("intake:review", ANALYST, imported("reportes_diario"), ending="question"),
    Page("intake:review", ANALYST, imported(demo.UNMAPPED), ending="unmapped"),
    Page("intake:review", ANALYST, imported(demo.REJECTED), ending="ready"),
    Page("intake:review", ANALYST, imported(demo.REFUSED), ending="refused"),
    Page("intake:review", ANALYST, imported(demo.WORKING), ending="working"),
    Page("intake:review", HEAD, imported("clientes_"), ending="applied"),
    Page("intake:review", HEAD, imported(demo.DISCARDED), ending="discarded"),
    Page("faults:outages", ANALYST),
    Page("visits:agenda", SUPERVISOR),
    Page("visits:agenda", TECHNICIAN, ending="technician"),
    Page("staff:people", ADMIN),
    Page("staff:people", HEAD, query="?q=sur", ending="reader"),
    Page("staff:person", ADMIN, somebody(USM)),
    Page("staff:person", HEAD, somebody("supervisor.sur"), ending="substitute"),
    Page("staff:centres", ADMIN),
    Page("staff:centres", ADMIN, query="?nombre=C.O.+PUNATA", ending="unknown"),
    Page("parameters", ADMIN),
    Page("account_login", NOBODY),
    Page("account_reset_password", NOBODY),
    Page("account_reset_password_done", NOBODY),
    Page("account_reset_password_from_key", NOBODY, reset_key),
    Page("account_reset_password_from_key", NOBODY, lambda: {"uidb36": "1", "key": "x"}, ending="dead"),
    Page("account_reset_password_from_key_done", NOBODY),
    Page("account_signup", NOBODY),
    Page("account_inactive", NOBODY),
    Page("account_logout", QUALITY),
    Page("account_change_password", QUALITY),
    Page("account_reauthenticate", QUALITY),
    Page("mfa_index", QUALITY, ending="without"),
    Page("mfa_activate_totp", QUALITY),
    Page("mfa_authenticate", HALF_WAY),
    Page("mfa_index", TWO_FACTORS),
    Page("mfa_reauthenticate", TWO_FACTORS),
    Page("mfa_deactivate_totp", TWO_FACTORS),
    Page("mfa_view_recovery_codes", TWO_FACTORS),
    Page("mfa_generate_recovery_codes", TWO_FACTORS),
)

POSTED = "only receives a form (POST)"
DOWNLOAD = "a file to download"
ASKED = "what the page of the Planilla asks for, seen in its pictures"
NO_PAGE = {
    "preferences": POSTED,
    "live:presence": POSTED,
    "sheet:export": DOWNLOAD,
    "sheet:edit": POSTED,
    "sheet:bulk": POSTED,
    "sheet:views": POSTED,
    "sheet:saved_view": POSTED,
    "sheet:switch_column": POSTED,
    "sheet:order": ASKED,
    "sheet:rows": ASKED,
    "sheet:values": ASKED,
    "sheet:row": ASKED,
    "sheet:as_was": ASKED,
    "sheet:cell_history": ASKED,
    "cases:comment": POSTED,
    "cases:take_back": POSTED,
    "cases:attach": POSTED,
    "cases:attachment": DOWNLOAD,
    "quality:case_call": POSTED,
    "quality:check_call": POSTED,
    "quality:draws": "leads on to quality:draw",
    "notices:channel": POSTED,
    "notices:open": POSTED,
    "notices:read_all": POSTED,
    "remove_holiday": POSTED,
    "customers:merge": POSTED,
    "staff:administration": "leads on to staff:people",
    "staff:give_role": POSTED,
    "staff:end_role": POSTED,
    "staff:substitute": POSTED,
    "staff:switch_person": POSTED,
    "staff:temporary_password": POSTED,
    "staff:alias": POSTED,
    "staff:switch_centre": POSTED,
    "faults:outage_end": POSTED,
    "intake:columns": POSTED,
    "intake:apply": POSTED,
    "intake:discard": POSTED,
    "intake:progress": "a fragment of intake:review, seen in its picture of a file at work",
    "intake:rejects": DOWNLOAD,
    "diagnosis:unsolved_csv": DOWNLOAD,
    "cases:switch_item": POSTED,
    "diagnosis:switch_factor": POSTED,
    "diagnosis:file_rejects": DOWNLOAD,
    "diagnosis:apply_file": POSTED,
    "diagnosis:discard_file": POSTED,
    "sheet:choose_columns": POSTED,
    "sheet:apply_sheet": POSTED,
    "sheet:discard_sheet": POSTED,
    "sheet:set_row": POSTED,
    "sheet:mend_sheet": DOWNLOAD,
    "cases:reconciliation_csv": DOWNLOAD,
    "indicators:close": POSTED,
    "indicators:remark": POSTED,
    "indicators:indicator_csv": DOWNLOAD,
    "indicators:cancellations_csv": DOWNLOAD,
    "repeats:run": POSTED,
    "repeats:issue": POSTED,
    "repeats:cycle_csv": DOWNLOAD,
    "visits:agenda_csv": DOWNLOAD,
    "repeats:document_xlsx": DOWNLOAD,
    "repeats:list_xlsx": DOWNLOAD,
    "mfa_download_recovery_codes": DOWNLOAD,
    "account_set_password": "leads on to account_change_password: everybody is made with a password",
    "account_email": "leads on to profile: mail addresses are the administrator's",
    "account_email_verification_sent": "leads on to profile",
    "account_confirm_email": "leads on to profile",
    "account_confirm_login_code": "leads on to account_login: nobody signs in by a code sent by mail",
}


def named_addresses(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """The full name of every address of the resolver; an address without a name is told by its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from named_addresses(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern):
            yield namespace + (entry.name or f"without a name: {entry.pattern}")


def mistakes_of_table() -> list[str]:
    """What keeps the table from being the resolver's: addresses without an entry, entries without an address, twins."""
    addresses, pages = set(named_addresses()), [page.name for page in PAGES]
    slugs = [page.slug for page in PAGES]
    return [
        *(f"no entry in tools/screenshot_pages.py: {name}" for name in sorted(addresses - {*pages, *NO_PAGE})),
        *(f"no such address any more: {name}" for name in sorted({*pages, *NO_PAGE} - addresses)),
        *(f"a page and no page at once: {name}" for name in sorted(set(pages) & set(NO_PAGE))),
        *(f"two pictures of one name: {slug}" for slug in sorted({slug for slug in slugs if slugs.count(slug) > 1})),
    ]
