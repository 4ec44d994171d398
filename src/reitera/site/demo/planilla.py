"""What the demo's people note in the Planilla: two columns of the provider's own, and remarks on open cases."""

from __future__ import annotations

from datetime import datetime, timedelta

from reitera.cases.models import Case
from reitera.core import clock
from reitera.procedure.roles import Role
from reitera.sheet.columns import columns_seen, own_key
from reitera.sheet.edits import ANYTHING, Edit, apply_edits
from reitera.sheet.own_columns import add_column
from reitera.site.demo.hands import person_called
from reitera.site.demo.people import PEOPLE
from reitera.staff.models import User

REMARKS = (
    "Llamar después de las 18:00, trabaja de día",
    "Atiende la hija; el titular está de viaje",
    "Portón verde, timbre no funciona",
    "Pide que se revise también el router",
    "Perro suelto: avisar antes de llegar",
    "Ya se le cambió el patchcord en octubre",
    "Dice que a la noche se corta siempre",
)
PLACES = ("Casa", "Edificio", "Tienda", "Oficina")
REFERENCES = ("Frente a la cancha", "", "Pasaje detrás del mercado", "Edificio Los Ceibos, piso 3", "")
SPACING = timedelta(minutes=3)


def note_in_the_sheet(present: datetime) -> None:
    """Add the columns as the administrator, and write in two of three open cases as the analysts of their centres."""
    begin = present - timedelta(hours=1)
    administrator = _person(Role.ADMINISTRATOR)
    kind = add_column(
        kind="choice", values={"label": "Tipo de domicilio", "new_options": list(PLACES)}, actor=administrator, at=begin
    )
    reference = add_column(
        kind="text", values={"label": "Referencia", "help": "Cómo se llega."}, actor=administrator, at=begin
    )
    cases = [case for case in Case.objects.open().order_by("pk") if case.pk % 3 and case.operations_centre_id]
    for place, case in enumerate(cases):
        texts = {
            "remark": REMARKS[case.pk % len(REMARKS)],
            own_key(kind.pk): PLACES[case.pk % len(PLACES)],
            own_key(reference.pk): REFERENCES[case.pk % len(REFERENCES)],
        }
        _write(case, {key: text for key, text in texts.items() if text}, begin + place * SPACING / 10)


def _write(case: Case, texts: dict[str, str], at: datetime) -> None:
    person = _person(Role.USM_ANALYST, case.operations_centre_id)
    edits = [Edit(case.pk, key, text, ANYTHING) for key, text in texts.items()]
    with clock.fixed(at):
        done = apply_edits(edits=edits, columns=columns_seen(person.viewer), actor=person, at=at)
    assert not done.refused, done.refused[0].message


def _person(role: Role, centre: int | None = None) -> User:
    """The demo's person of a role, and of a centre where it matters."""
    named = (person_called(person.username) for person in PEOPLE if person.role is role)
    return next(user for user in named if centre is None or user.viewer.holds_in(centre, role))
