"""What is written on many cases at once, each with a value of its own: whose they are, and their remarks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reitera.cases.actions import assign_owners
from reitera.cases.history import history_of
from reitera.cases.models import Case, CaseRemark
from reitera.cases.remarks import write_remarks
from reitera.cases.tests.test_acts import make_case
from reitera.cases.tests.writing import Writer, queries_of, undo, write
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.procedure.roles import Role
from reitera.procedure.steps import State
from reitera.staff.models import RoleAssignment, User
from tests.cast import NOON, Cast, make_user


def concluded(cast: Cast) -> Case:
    return make_case(cast, State.CONCLUDED, result="satisfied", concluded_at=NOON)


def another_analyst(cast: Cast, name: str = "otra") -> User:
    with arranging():
        return make_user(name, (Role.USM_ANALYST, cast.north))


def test_each_case_is_given_its_own_owner(cast: Cast) -> None:
    one, two, three = (make_case(cast, State.TECHNICAL_REVIEW) for _ in range(3))
    with arranging():
        Case.objects.filter(pk=three.pk).update(owner=cast.usm_analyst)
    other = another_analyst(cast)

    assert write(assign_owners, [one, two, three], [cast.usm_analyst, other, None], cast.centre_supervisor) == {}

    owners = Case.objects.order_by("pk").values_list("owner", flat=True)
    event = Event.objects.select_related("personal").get(case_id=three.pk)
    assert list(owners) == [cast.usm_analyst.pk, other.pk, None]
    assert (event.before["owner_id"], event.after["owner_id"]) == (cast.usm_analyst.pk, None)
    assert (event.personal.before, event.personal.after) == ({"owner": "Usm Analyst"}, {"owner": ""})
    assert "asignó el caso sin responsable propio" in str(history_of(three))


def test_whoever_cannot_be_owner_is_refused_alone(cast: Cast) -> None:
    good, bad, done = make_case(cast, State.TECHNICAL_REVIEW), make_case(cast, State.TECHNICAL_REVIEW), concluded(cast)
    owners = [cast.usm_analyst, cast.usm_analyst_south, cast.usm_analyst]

    refused = write(assign_owners, [good, bad, done], owners, cast.centre_supervisor)

    good.refresh_from_db()
    assert good.owner == cast.usm_analyst
    assert refused == {
        bad.pk: f"Usm Analyst South no puede actuar en {bad}, que está en 4 · Revisar factores técnicos. "
        "Elija a quien tenga ese paso en su centro.",
        done.pk: f"{done} está en Concluido. Quién lo atiende se dice mientras el caso está abierto.",
    }
    assert set(Event.objects.values_list("case_id", flat=True)) == {good.pk}


def test_who_may_not_assign_reads_who_can(cast: Cast) -> None:
    case = make_case(cast, State.TECHNICAL_REVIEW)
    who = "Quién atiende un caso lo dice un Supervisor de su centro o el Analista Gestor TOP 10. "

    for name in ("usm_analyst", "centre_supervisor_south", "division_head"):
        assert write(assign_owners, [case], [cast.usm_analyst], cast.people[name]) == {
            case.pk: who + "En Centro Norte son Centre Supervisor, Manager Analyst."
        }
    assert Event.objects.count() == 0


def test_a_role_that_nobody_holds_is_said(cast: Cast) -> None:
    case = make_case(cast, State.TECHNICAL_REVIEW)
    with arranging():
        RoleAssignment.objects.filter(role__in=(Role.CENTRE_SUPERVISOR, Role.MANAGER_ANALYST)).delete()

    [message] = write(assign_owners, [case], [None], cast.usm_analyst).values()

    assert message.endswith("En Centro Norte nadie tiene hoy ese rol.")


def test_of_many_people_three_are_named(cast: Cast) -> None:
    case = make_case(cast, State.TECHNICAL_REVIEW)
    with arranging():
        for name in ("ana", "beto", "caro"):
            make_user(name, (Role.CENTRE_SUPERVISOR, cast.north))

    [message] = write(assign_owners, [case], [None], cast.usm_analyst).values()

    assert message.endswith("En Centro Norte son Ana, Beto, Caro y 2 más.")


def test_the_same_owner_again_changes_nothing(cast: Cast) -> None:
    case = make_case(cast, State.TECHNICAL_REVIEW)
    for _ in range(2):
        assert write(assign_owners, [case], [cast.usm_analyst], cast.centre_supervisor) == {}

    assert Event.objects.count() == 1


def test_a_remark_is_written_replaced_and_cleared(cast: Cast) -> None:
    case = make_case(cast, State.DISTRIBUTION)
    for hour, text in enumerate(("  llama después de las 18  ", "no estaba\r\nvolver", "")):
        assert write(write_remarks, [case], [text], cast.usm_analyst, at=NOON + timedelta(hours=hour)) == {}

    events = list(Event.objects.filter(case_id=case.pk).select_related("personal").order_by("pk"))
    remark = CaseRemark.objects.get(case=case)
    assert (remark.text, remark.by, remark.at) == ("", cast.usm_analyst, NOON + timedelta(hours=2))
    assert [(event.kind, event.step, event.personal.customer_id) for event in events] == [
        ("case.remarked", "6", case.customer_id)
    ] * 3
    assert [(event.personal.before["remark"], event.personal.after["remark"]) for event in events] == [
        ("", "llama después de las 18"), ("llama después de las 18", "no estaba\nvolver"), ("no estaba\nvolver", ""),
    ]  # fmt: skip
    assert all("llama" not in str(event.after) for event in events)
    told = str(history_of(case))
    assert "escribió la observación. " in told
    assert "«llama después de las 18»" in told
    assert "borró la observación." in told


def test_each_case_has_its_own_remark_and_the_case_stays(cast: Cast) -> None:
    one, two = make_case(cast, State.DISTRIBUTION), make_case(cast, State.FIELD_WORK)

    assert write(write_remarks, [one, two], ["uno", "dos"], cast.manager_analyst) == {}

    assert dict(CaseRemark.objects.values_list("case", "text")) == {one.pk: "uno", two.pk: "dos"}
    two.refresh_from_db()
    assert two.state == State.FIELD_WORK


def test_who_only_reads_a_case_or_does_not_see_it_writes_no_remark(cast: Cast) -> None:
    case = make_case(cast, State.TECHNICAL_REVIEW)
    who = "La observación la escribe quien trabaja en los casos; su rol solo los lee. En Centro Norte es Usm Analyst."

    for name in ("division_head", "indicator_owner", "usm_analyst_south", "field_technician"):
        assert write(write_remarks, [case], ["hola"], cast.people[name]) == {case.pk: who}
    assert (CaseRemark.objects.count(), Event.objects.count()) == (0, 0)


def test_a_concluded_case_and_a_text_too_long_keep_what_stands(cast: Cast) -> None:
    case, done, good = make_case(cast, State.DISTRIBUTION), concluded(cast), make_case(cast, State.DISTRIBUTION)

    refused = write(write_remarks, [case, done, good], ["x" * 2001, "y", "x" * 2000], cast.manager_analyst)

    assert refused == {
        case.pk: f"La observación de {case} tiene 2001 caracteres y entran 2000. Acórtela o use los comentarios.",
        done.pk: f"{done} está en Concluido. La observación se escribe mientras el caso está abierto.",
    }
    assert list(CaseRemark.objects.values_list("case", flat=True)) == [good.pk]


def test_the_same_remark_again_changes_nothing(cast: Cast) -> None:
    case, never = make_case(cast, State.DISTRIBUTION), make_case(cast, State.DISTRIBUTION)
    for _ in range(2):
        assert write(write_remarks, [case, never], ["igual", " "], cast.manager_analyst) == {}

    assert (CaseRemark.objects.count(), Event.objects.count()) == (1, 1)


@pytest.mark.parametrize("writer", [write_remarks, assign_owners])
def test_what_is_undone_leaves_no_event(cast: Cast, writer: Writer) -> None:
    case = make_case(cast, State.TECHNICAL_REVIEW)
    value = "hola" if writer is write_remarks else cast.usm_analyst

    undo(writer, [case], [value], cast.centre_supervisor)

    case.refresh_from_db()
    assert (case.owner, CaseRemark.objects.count(), Event.objects.count()) == (None, 0, 0)


def test_thirty_remarks_take_as_many_queries_as_one(cast: Cast) -> None:
    assert cast.usm_analyst.viewer
    counts = []
    for many in (1, 30):
        cases = [make_case(cast, State.DISTRIBUTION) for _ in range(many)]
        mixed = [*cases, concluded(cast)]
        texts = [f"texto {n}" for n in range(len(mixed))]
        actor = cast.usm_analyst
        counts.append(queries_of(lambda m=mixed, t=texts, a=actor: write(write_remarks, m, t, a)))

    assert counts[0] == counts[1]


def test_thirty_owners_take_as_many_queries_as_one(cast: Cast) -> None:
    assert cast.centre_supervisor.viewer
    counts = []
    for many in (1, 30):
        cases = [make_case(cast, State.TECHNICAL_REVIEW) for _ in range(many)]
        people = [another_analyst(cast, f"persona {many} {n}") for n in range(many)]
        actor = cast.centre_supervisor
        counts.append(queries_of(lambda c=cases, p=people, a=actor: write(assign_owners, c, p, a)))

    assert counts[0] == counts[1]
