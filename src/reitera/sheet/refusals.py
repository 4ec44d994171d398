"""Why something asked of the sheet is not done."""

from django.utils.translation import gettext_lazy as _

from reitera.core.errors import BadInput, Conflict, NotAllowed, NotFound


class TooManyCells(BadInput):
    code, status = "too_many_cells", 413
    sentence = _("Son {n} celdas, y de una vez se escriben hasta {most}. No se cambió nada; péguelas por partes.")


class UnsoundRequest(BadInput):
    code = "unsound_request"
    sentence = _("La planilla mandó algo que no se entiende ({what}). Recargue la página; no se cambió nada.")


class StalePage(Conflict):
    code = "stale_page"
    sentence = _("Reitera se actualizó mientras tenía abierta la planilla. Recárguela; lo que escribió se conserva.")


class OtherCount(Conflict):
    """More or fewer rows match than the person confirmed."""

    code = "other_count"
    sentence = _("Ahora son {n} filas y no {expected}. Revise el filtro y confirme de nuevo; no se cambió nada.")


class ViewNameTaken(Conflict):
    code = "view_name_taken"
    sentence = _("Ya tiene una vista «{name}». Elija otro nombre o guarde los cambios en ella.")


class NotYourView(NotAllowed):
    code = "not_your_view"
    sentence = _("La vista «{name}» es de {owner}. Guárdela con otro nombre para tener la suya.")


class TooManyViews(BadInput):
    code = "too_many_views"
    sentence = _("Ya tiene {most} vistas guardadas, que es lo más que se guarda. Borre una que no use.")


class ViewWithoutName(BadInput):
    code = "view_without_name"
    sentence = _("Póngale a la vista un nombre de 1 a {most} letras.")


class ViewTooLarge(BadInput):
    code = "view_too_large"
    sentence = _("Los filtros de esta vista son demasiados para guardarlos. Quite valores de alguna lista.")


class ColumnUnsound(BadInput):
    code = "column_unsound"
    sentence = _("{what} No se cambió nada.")


class ColumnNameTaken(Conflict):
    code = "column_name_taken"
    sentence = _("Ya hay una columna «{column}». Elija otro nombre, o traiga de vuelta la que está fuera de uso.")


class ColumnChanged(Conflict):
    code = "column_changed"
    sentence = _("Alguien cambió la columna «{column}» mientras usted la editaba. Ábrala de nuevo para ver cómo quedó.")


class TooManyColumns(BadInput):
    code = "too_many_columns"
    sentence = _("Ya hay {most} columnas propias en uso, que es lo más que se lleva. Deje antes alguna fuera de uso.")


class OptionInUse(Conflict):
    code = "option_in_use"
    sentence = _("No se quita «{option}»: está en {rows}. Cambie antes esas celdas, o dele otro nombre a la opción.")


class NoSuchView(NotFound):
    code = "no_such_view"
    sentence = _("La vista «{name}» no existe o dejó de compartirse. Elija otra de las pestañas.")


class TooManyForWorkbook(BadInput):
    code, status = "too_many_rows", 413
    sentence = _("Son {n} filas y una hoja de Excel lleva hasta {most}. Expórtelas como CSV o ponga un filtro.")
