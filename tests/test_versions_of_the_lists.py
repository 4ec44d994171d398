"""An installation from before the lists were kept in versions: what was noted keeps its name, there and back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from reitera.cases.models import CatalogueItem
from reitera.cases.tests.test_acts import make_case
from reitera.core.testing import arranging
from reitera.procedure.steps import State
from reitera.quality.models import CheckCall, Dissatisfaction, Questionnaire, Survey
from reitera.retention.models import Agreement, CallAttempt
from tests.cast import NOON, Cast

BEFORE = [("retention", "0001_calls_and_agreements"), ("quality", "0002_first_questionnaire")]
INSTALLED = (
    ("LLA-K04", "No contesta"), ("LLA-K01", "Contactado"), ("RET-R02", "Con descuento"), ("INS-N03", "Demora"),
)  # fmt: skip


def migrate(targets: list[tuple[str, str]]) -> Any:
    """Bring the database there; the models as they were then."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def installed(transactional_db: None) -> None:
    """The few items that the test reads: a test before it may have emptied the tables."""
    with arranging():
        for code, label in INSTALLED:
            CatalogueItem.objects.update_or_create(
                code=code, version=1, defaults={"label": label, "family": code[:3], "is_current": True}
            )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_what_was_noted_by_code_keeps_the_version_as_installed_and_can_go_back(installed: None, cast: Cast) -> None:
    case = make_case(cast, State.RETENTION_CONTACT)
    latest = [node for node in MigrationExecutor(connection).loader.graph.leaf_nodes() if node[0] in dict(BEFORE)]
    caller = {"case_id": case.pk, "at": NOON, "by_id": cast.retention_agent.pk}
    with arranging():
        asked, _made = Questionnaire.objects.get_or_create(
            version=1, defaults={"greeting": "", "questions": [], "made_at": NOON}
        )
        try:
            old = migrate(BEFORE)
            old.get_model("retention", "CallAttempt").objects.create(result="LLA-K04", **caller)
            old.get_model("retention", "Agreement").objects.create(
                case_id=case.pk, kind="claim", kept_with="RET-R02", agreed_on=NOON.date(), made_at=NOON,
                made_by_id=cast.retention_agent.pk,
            )  # fmt: skip
            old.get_model("quality", "CheckCall").objects.create(result="LLA-K01", **caller)
            causes = {"causes": ["INS-N03"], **caller}
            old.get_model("quality", "Dissatisfaction").objects.create(is_technical=False, **causes)
            old.get_model("quality", "Survey").objects.create(
                questionnaire_id=asked.pk, working="no", csat=1, verdict="dissatisfied", **causes
            )  # fmt: skip
        finally:
            migrate(latest)
        assert (CallAttempt.objects.get().result.code, CheckCall.objects.get().result_label) == (
            "LLA-K04", CatalogueItem.objects.get(code="LLA-K01").label,
        )  # fmt: skip
        assert Agreement.objects.get().kept_with == CatalogueItem.objects.get(code="RET-R02")
        known = {"code": "INS-N03", "label": CatalogueItem.objects.get(code="INS-N03").label}
        assert Survey.objects.get().causes == Dissatisfaction.objects.get().causes == [known]

        try:
            old = migrate(BEFORE)
            codes = [old.get_model("retention", "CallAttempt").objects.get().result]
            codes += [old.get_model("quality", "CheckCall").objects.get().result]
            codes += [old.get_model("retention", "Agreement").objects.get().kept_with]
            codes += old.get_model("quality", "Survey").objects.get().causes
        finally:
            migrate(latest)
    assert codes == ["LLA-K04", "LLA-K01", "RET-R02", "INS-N03"]
