"""What the import of the old sheet refuses, each in a sentence that says what, which and what next."""

from django.utils.translation import gettext_lazy as _

from reitera.core.errors import BadInput, Conflict, NotFound


class TooManyOldRows(BadInput):
    code = "too_many_old_rows"
    sentence = _(
        "«{file}» tiene {count} filas y se leen hasta {most}. Borre las cerradas de años pasados y súbala otra vez."
    )


class TooManyOldColumns(BadInput):
    code = "too_many_old_columns"
    sentence = _("«{file}» tiene {count} columnas y se leen hasta {most}. Borre las que no usa y súbala otra vez.")


class TargetTwice(BadInput):
    code = "target_twice"
    sentence = _("«{first}» y «{second}» están elegidas para {target}. Deje una; la otra puede ir a la observación.")


class UnknownChoice(BadInput):
    code = "unknown_choice"
    sentence = _("La página mandó algo que no se entiende ({what}). Recárguela y elija otra vez.")


class NotFinished(BadInput):
    code = "old_sheet_not_finished"
    sentence = _("Todavía no se puede aplicar: {why}")


class PlanChanged(Conflict):
    """What would be done is no longer what the person confirmed."""

    code = "old_sheet_plan_changed"
    sentence = _("Desde que revisó la planilla algo cambió, y ahora entrarían {n} casos. Revise otra vez y confirme.")


class AlreadyDiscarded(Conflict):
    code = "old_sheet_discarded"
    sentence = _("«{file}» ya se descartó. Súbala otra vez si la necesita.")


class AlreadyApplied(Conflict):
    code = "old_sheet_applied"
    sentence = _("De «{file}» ya entraron casos, y así no se descarta. Deje fuera las filas que sobran.")


class RowIsIn(Conflict):
    code = "old_row_is_in"
    sentence = _("La fila {row} ya entró ({case}). Lo que falte se escribe en el caso.")


class NoSuchCustomer(NotFound):
    code = "no_such_customer"
    sentence = _("No hay un cliente con el código «{code}». Búsquelo en Clientes y copie su código.")
