"""Operations centres and the names that files give them."""

from __future__ import annotations

from datetime import datetime

from reitera.core.recording import Record, recording
from reitera.core.text import fold
from reitera.staff.models import CentreAlias, OperationsCentre, User
from reitera.staff.refusals import AliasIsNeeded, AliasTaken, CentreTaken, EmptyName
from reitera.staff.rules import ADMINISTRATION_WRITERS, require_role


def create_centre(*, code: str, name: str, actor: User | None, at: datetime) -> OperationsCentre:
    """Make a centre that files reach by its code and its name.

    Raises EmptyName, CentreTaken, AliasTaken when a file's name for another centre is the same, NotAllowed.
    """
    require_role(actor, *ADMINISTRATION_WRITERS)
    with recording(actor, at, lock=OperationsCentre.objects.all()) as record:
        centre = OperationsCentre(code=code.strip(), name=name.strip())
        _require_free(centre)
        centre.save()
        _keep_own_aliases(centre)
        record.event("centre.created", subject=centre, after=_said(centre), centres_after=[centre.pk])
    return centre


def rename_centre(*, centre: OperationsCentre, code: str, name: str, actor: User | None, at: datetime) -> None:
    """Change a centre's code or name. The old ones stay among its aliases, so that old files still reach it.

    Raises EmptyName, CentreTaken, AliasTaken, NotAllowed.
    """
    require_role(actor, *ADMINISTRATION_WRITERS)
    with recording(actor, at, lock=OperationsCentre.objects.all()) as record:
        kept = next(row for row in record.locked if row.pk == centre.pk)
        before = _said(kept)
        kept.code, kept.name = code.strip(), name.strip()
        _require_free(kept)
        if before == _said(kept):
            record.unchanged()
            return
        kept.save()
        _keep_own_aliases(kept)
        _record_change(record, "centre.renamed", kept, before)


def deactivate_centre(*, centre: OperationsCentre, actor: User | None, at: datetime) -> None:
    """Take a centre out of the lists to choose from. Its rows and roles stay. Raises NotAllowed."""
    _switch(centre, active=False, actor=actor, at=at)


def reactivate_centre(*, centre: OperationsCentre, actor: User | None, at: datetime) -> None:
    """Put a centre back in the lists to choose from. Raises NotAllowed."""
    _switch(centre, active=True, actor=actor, at=at)


def _switch(centre: OperationsCentre, *, active: bool, actor: User | None, at: datetime) -> None:
    require_role(actor, *ADMINISTRATION_WRITERS)
    with recording(actor, at, lock=OperationsCentre.objects.filter(pk=centre.pk)) as record:
        kept: OperationsCentre = record.locked[0]
        if kept.is_active == active:
            record.unchanged()
            return
        before = _said(kept)
        kept.is_active = active
        kept.save(update_fields=["is_active"])
        _record_change(record, "centre.reactivated" if active else "centre.deactivated", kept, before)


def add_alias(*, centre: OperationsCentre, written: str, actor: User | None, at: datetime) -> CentreAlias:
    """Link a name as files write it to a centre; capitals, accents and spaces make no difference.

    Linking it again changes nothing. Raises EmptyName, AliasTaken when it leads to another centre, NotAllowed.
    """
    require_role(actor, *ADMINISTRATION_WRITERS)
    with recording(actor, at, lock=OperationsCentre.objects.filter(pk=centre.pk)) as record:
        alias, is_new = _keep_alias(centre, written)
        if not is_new:
            record.unchanged()
            return alias
        record.event("alias.added", subject=centre, after={"written": alias.written}, centres_after=[centre.pk])
    return alias


def remove_alias(*, alias: CentreAlias, actor: User | None, at: datetime) -> None:
    """Unlink a name. Raises AliasIsNeeded for the centre's own code and name, NotAllowed."""
    require_role(actor, *ADMINISTRATION_WRITERS)
    centre = alias.operations_centre
    with recording(actor, at, lock=OperationsCentre.objects.filter(pk=centre.pk)) as record:
        kept: OperationsCentre = record.locked[0]
        if alias.folded in own_names(kept):
            raise AliasIsNeeded(written=alias.written, centre=kept)
        gone, _ = CentreAlias.objects.filter(pk=alias.pk).delete()
        if not gone:
            record.unchanged()
            return
        record.event("alias.removed", subject=kept, before={"written": alias.written}, centres_before=[kept.pk])


def own_names(centre: OperationsCentre) -> set[str]:
    """The folded code and name, which always lead to the centre."""
    return {fold(centre.code), fold(centre.name)}


def _keep_alias(centre: OperationsCentre, written: str) -> tuple[CentreAlias, bool]:
    alias = CentreAlias.of(centre, " ".join(written.split()))
    if not alias.folded:
        raise EmptyName()
    known = CentreAlias.objects.select_related("operations_centre").filter(folded=alias.folded).first()
    if known is None:
        alias.save()
        return alias, True
    if known.operations_centre_id != centre.pk:
        raise AliasTaken(written=alias.written, centre=known.operations_centre)
    return known, False


def _keep_own_aliases(centre: OperationsCentre) -> None:
    for written in (centre.code, centre.name):
        _keep_alias(centre, written)


def _require_free(centre: OperationsCentre) -> None:
    """Codes and names are compared folded, because that is how files reach a centre."""
    wanted = own_names(centre)
    if "" in wanted:
        raise EmptyName()
    for other in OperationsCentre.objects.exclude(pk=centre.pk):
        if clash := wanted & own_names(other):
            written = centre.code if fold(centre.code) in clash else centre.name
            raise CentreTaken(written=written, centre=other)


def _record_change(record: Record, kind: str, centre: OperationsCentre, before: dict[str, object]) -> None:
    touched = [centre.pk]
    record.event(
        kind, subject=centre, before=before, after=_said(centre), centres_before=touched, centres_after=touched
    )


def _said(centre: OperationsCentre) -> dict[str, object]:
    return {"code": centre.code, "name": centre.name, "is_active": centre.is_active}
