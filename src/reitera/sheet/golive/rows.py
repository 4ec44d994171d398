"""Reads the cells of the rows that enter: the case, its visit, its facts, its remark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from reitera.cases.models import Case, CaseParameters, CaseRemark
from reitera.cases.rules import waits_for
from reitera.core.clock import local_zone
from reitera.core.errors import Refusal
from reitera.core.text import fold
from reitera.diagnosis.entries import entry_of
from reitera.diagnosis.words import CannotUse
from reitera.faults.models import FaultReport
from reitera.procedure.steps import STATES, State
from reitera.sheet.columns import STANDARD, Column
from reitera.sheet.golive.cells import Cells
from reitera.sheet.golive.dates import Dated, read_slot
from reitera.sheet.golive.known import Known
from reitera.sheet.golive.models import OldRow
from reitera.sheet.golive.problems import Problem
from reitera.sheet.golive.review import Fate, Line
from reitera.sheet.golive.states import NEEDS_VISIT, SOLVED
from reitera.sheet.kinds import Kind, Unreadable
from reitera.sheet.reading import Reader
from reitera.staff.models import OperationsCentre, User, read_viewers
from reitera.visits.actions.planning import USUAL_LENGTH
from reitera.visits.actions.slots import Slot, refuse_taken, require_of_centre, require_sound
from reitera.visits.rules import Rota

OLDEST_YEAR = 2000
_VISIT = ("visit", "hour", "technician")


class RowReader:
    """Reads the cells of the rows that enter."""

    def __init__(
        self, cells: Cells, dates: Mapping[str, Dated], known: Known, rows: Sequence[OldRow], at: datetime
    ) -> None:
        self.cells, self.dates, self.known, self.at = cells, dates, known, at
        self.places = {row.pk: place for place, row in enumerate(rows)}
        self.reader = Reader()
        self.words: dict[int, list[int]] = {}

    def understand(self, line: Line) -> None:
        """The case itself: where, since when, at which step. Rejects the row where one of these cannot be read."""
        self.words[line.row.pk] = list(self.cells.noted)
        if line.fate is Fate.OPENS:
            try:
                line.case = self._case(line)
            except Problem as problem:
                line.reject(self.cells.title(problem.about), problem.value, problem.reason)
                return
        self._read_own(line)

    def _case(self, line: Line) -> Case:
        assert line.customer is not None
        latest = self.known.latest.get(line.customer.pk)
        case = Case(
            customer=line.customer, operations_centre=self._centre(line, latest), origin=Case.Origin.SHEET,
            opened_at=self._opened(line), latest_report_at=latest.reported_at if latest else None,
        )  # fmt: skip
        if case.operations_centre is None:
            # Without a centre a case waits at step 2, where the manager analyst gives it one.
            line.state = State.DISPATCH
        if line.state is State.PLANT_INCIDENT:
            case.incident = self._incident(line)
        elif self._said(line, "incident"):
            self._to_words(line, "incident")
        assert line.state is not None
        if line.state in SOLVED:
            case.solved_at = self.at
        case.state = line.state
        return case

    def _centre(self, line: Line, latest: FaultReport | None) -> OperationsCentre | None:
        assert line.customer is not None
        said = self._said(line, "centre")
        if said and fold(said) not in self.known.centres:
            raise Problem("centre", said, _("No hay un Centro de Operaciones con ese nombre. Créelo o enlácelo."))
        if said:
            return self.known.centres[fold(said)]
        centre = latest.operations_centre if latest else None
        return centre or self.known.customers_centres.get(line.customer.pk)

    def _opened(self, line: Line) -> datetime:
        said = self._said(line, "opened")
        if not said:
            return self.at
        moment = self._moment(line, self.cells.title("opened"))
        if moment is None:
            raise Problem("opened", said, _("No es una fecha que exista."))
        if moment > self.at:
            raise Problem("opened", said, _("Es una fecha futura."))
        if moment.year < OLDEST_YEAR:
            raise Problem("opened", said, _("Es anterior al año {year}.").format(year=OLDEST_YEAR))
        return moment

    def _incident(self, line: Line) -> str:
        said = self._said(line, "incident").upper()
        if not said or len(said) > 40:
            reason = _("Un caso en «Incidente de planta» necesita el número del incidente.")
            raise Problem("incident", said, reason)
        return said

    def _moment(self, line: Line, title: str) -> datetime | None:
        return self.dates[title].moments[self.places[line.row.pk]]

    def _said(self, line: Line, target: str) -> str:
        return self.cells.said(line.row, target)

    def _to_words(self, line: Line, *targets: str, why: str = "") -> None:
        """Say in the remark what the columns say; with a reason, tell it in the preview."""
        for target in targets:
            value = self._said(line, target)
            if value:
                self.words[line.row.pk].append(self.cells.places[target])
                if why:
                    line.note(self.cells.title(target), value, why)

    def agree_visits(self, lines: Sequence[Line], *, lock: bool) -> None:
        """A visit where date, hour and technician are sound; else the case enters at 14 and the remark says them."""
        asked: dict[int, Line] = {}
        for line in lines:
            if line.state not in NEEDS_VISIT:
                self._to_words(line, *_VISIT)
                continue
            try:
                line.slot = self._slot(line)
            except Problem as problem:
                self._without_visit(line, problem.reason)
                continue
            asked[line.row.pk] = line
        self._require_sound(asked.values())
        sound = [line for line in asked.values() if line.slot is not None]
        for number, line in enumerate(sound, 1):
            assert line.case is not None
            # Not saved yet: `refuse_taken` tells them apart by their ids.
            line.case.pk = -number
        refused = refuse_taken([line.slot for line in sound if line.slot], lock=lock)
        for line in sound:
            assert line.case is not None
            if line.case.pk in refused:
                self._without_visit(line, self._clash(line))
            line.case.pk = None

    def _clash(self, line: Line) -> str:
        assert line.slot is not None
        words = _("{technician} ya tiene otra visita a esa hora.")
        return words.format(technician=line.slot.technician)

    def _slot(self, line: Line) -> Slot:
        assert line.case is not None
        day, person = self._said(line, "visit"), self._said(line, "technician")
        if not (day and person):
            raise Problem("visit", day, _("Falta la fecha o el técnico de la visita."))
        title = self.cells.title("visit")
        technician = self._person(line, "technician")
        try:
            start, end = read_slot(
                day, self._moment(line, title), self._said(line, "hour"), order=self.dates[title].order,
                today=self.at, zone=local_zone(),
            )  # fmt: skip
        except Unreadable as why:
            raise Problem("visit", day, _("«{what}»: {why}.").format(what=day, why=_(str(why)))) from None
        return Slot(line.case, technician, start, end or start + USUAL_LENGTH)

    def _person(self, line: Line, target: str) -> User:
        said = self._said(line, target)
        try:
            person: User = self.reader.read(said, STANDARD[target])
        except Unreadable as why:
            raise Problem(target, said, _("«{what}»: {why}.").format(what=said, why=_(str(why)))) from None
        return person

    def _require_sound(self, lines: Iterable[Line]) -> None:
        listed = list(lines)
        rota, parameters = Rota.of(line.slot.technician for line in listed if line.slot), CaseParameters.in_force()
        for line in listed:
            assert line.slot is not None
            try:
                require_sound(line.slot, self.at, parameters)
                require_of_centre(line.slot, rota)
            except Refusal as refusal:
                self._without_visit(line, refusal.message)

    def _without_visit(self, line: Line, reason: str) -> None:
        assert line.case is not None
        line.slot, line.state, line.case.state = None, State.SCHEDULE_VISIT, State.SCHEDULE_VISIT
        self._to_words(line, *_VISIT, why=reason)

    def understand_facts(self, lines: Sequence[Line]) -> None:
        """Cause, measures and owner; those that cannot be used go into the remark."""
        for line in lines:
            for target, read in (("cause", self._cause), ("before", self._measure), ("after", self._measure)):
                self._take(line, target, read)
        self._read_owners(lines)

    def _take(self, line: Line, target: str, read: Any) -> None:
        if not self._said(line, target):
            return
        try:
            line.facts[target] = read(line, target)
        except Problem as problem:
            self._to_words(line, target, why=problem.reason)

    def _cause(self, line: Line, target: str) -> Any:
        said = self._said(line, target)
        try:
            return self.reader.read(said, STANDARD["cause"])
        except Unreadable as why:
            raise Problem(target, said, _("«{what}»: {why}.").format(what=said, why=_(str(why)))) from None

    def _measure(self, line: Line, target: str) -> str:
        assert line.customer is not None
        said, main = self._said(line, target), self.known.mains.get(line.customer.pk)
        if main is None:
            raise Problem(target, said, _("No se sabe la tecnología del contrato, y sin ella no hay medida principal."))
        try:
            entry_of(main.version, said, main.variant)
        except CannotUse as reason:
            raise Problem(target, said, str(reason)) from None
        return said

    def _read_owners(self, lines: Sequence[Line]) -> None:
        for line in lines:
            self._take(line, "owner", self._person)
        owned = [line for line in lines if "owner" in line.facts]
        read_viewers({line.facts["owner"] for line in owned})
        for line in owned:
            assert line.case is not None
            owner = line.facts["owner"]
            if not waits_for(owner.viewer, line.case):
                del line.facts["owner"]
                words = _("{person} no puede atender {step} en ese centro.")
                step = _(STATES[State(line.case.state)].label)
                self._to_words(line, "owner", why=words.format(person=owner, step=step))

    def _read_own(self, line: Line) -> None:
        for title, place in self.cells.own.items():
            said, column = line.row.cells[place], self.known.columns.get(title)
            if not said:
                continue
            try:
                line.own[title] = self._own_value(line, title, said, column)
            except Unreadable as why:
                self.words[line.row.pk].append(place)
                line.note(title, said, _("«{what}»: {why}.").format(what=said[:60], why=_(str(why))))

    def _own_value(self, line: Line, title: str, said: str, column: Column | None) -> Any:
        if column is None:
            raise Unreadable(_("es de una columna propia que ya no se usa"))
        if column.kind is Kind.DATE and (moment := self._moment(line, title)) is not None:
            return moment.astimezone(local_zone()).date().isoformat()
        return self.reader.read(said, column)

    def complete(self, lines: Sequence[Line]) -> None:
        """Of a case that is open already only blanks are filled: its remark and columns of one's own."""
        for line in lines:
            assert line.case is not None
            kept = self.known.own.get(line.case.pk, {})
            for title in list(line.own):
                key = self.cells.targets[title]
                if kept.get(key) not in (None, line.own[title]):
                    words = _("{case} ya dice otra cosa en esa columna, y queda.")
                    line.note(title, line.row.cells[self.cells.own[title]], words.format(case=line.case))
                if key in kept:
                    del line.own[title]

    def write_remarks(self, lines: Sequence[Line]) -> None:
        """The remark: what its column says, then under their titles what no fact could hold."""
        for line in lines:
            said = [self._said(line, "remark")]
            spoken = [(place, line.row.cells[place]) for place in sorted(set(self.words[line.row.pk]))]
            said += [f"{self.cells.titles[place]}: {value}" for place, value in spoken if value]
            line.remark = "\n".join(part for part in said if part)
            if len(line.remark) > CaseRemark.LONGEST:
                words = _("La observación saldría de {n} letras y caben {most}. Acórtela en el archivo.")
                reason = words.format(n=len(line.remark), most=CaseRemark.LONGEST)
                line.reject(self.cells.title("remark"), line.remark[:60], reason)
            elif line.fate is Fate.FILLS:
                self._fill_remark(line)

    def _fill_remark(self, line: Line) -> None:
        assert line.case is not None
        standing = self.known.remarks.get(line.case.pk, "")
        if line.remark and standing and standing != line.remark:
            line.note(
                self.cells.title("remark"), line.remark[:200], _("{case} ya tiene otra observación, y queda.").format(
                    case=line.case
                ),
            )  # fmt: skip
        if standing:
            line.remark = ""
        if not (line.remark or line.own):
            line.fate = Fate.KNOWN
