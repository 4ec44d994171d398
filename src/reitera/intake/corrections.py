"""What people corrected of customers, beside what a file says of them: it does not bring back what was corrected."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from reitera.customers.models import ContactCorrection, Customer

_CORRECTIONS, _CUSTOMERS = ContactCorrection._meta.db_table, Customer._meta.db_table


def withhold_corrected(staged: str, columns: Sequence[str]) -> None:
    """Blank in a staged table, by `customer_code`, what a file says again of a corrected field: a blank erases nothing.

    A statement per corrected column, and none where nothing was ever corrected.
    """
    with connection.cursor() as cursor:
        for column in _corrected(columns):
            cursor.execute(
                f"UPDATE {staged} SET {column} = NULL WHERE (customer_code, {column}) IN (SELECT c.code, k.said "
                f"FROM {_CORRECTIONS} k JOIN {_CUSTOMERS} c ON c.id = k.customer_id WHERE k.field = %s)",
                [column],
            )


def end_corrections(staged: str, columns: Sequence[str]) -> None:
    """Forget the corrections of what a file says otherwise by now: from here on its word counts again."""
    with connection.cursor() as cursor:
        for column in _corrected(columns):
            cursor.execute(
                f"DELETE FROM {_CORRECTIONS} WHERE field = %s AND customer_id IN (SELECT c.id FROM {_CUSTOMERS} c "
                f"JOIN {staged} s ON s.customer_code = c.code WHERE s.{column} IS NOT NULL)",
                [column],
            )


def _corrected(columns: Sequence[str]) -> list[str]:
    known = ContactCorrection.objects.filter(field__in=columns).values_list("field", flat=True)
    return sorted(set(known.order_by().distinct()))
