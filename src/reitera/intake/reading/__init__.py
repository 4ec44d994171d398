"""Reading tables out of files: CSV, XLSX, XLSB, XLS and ODS become one shape, text columns in a polars LazyFrame.

Nothing here touches Django's database. `open_table` finds format, encoding, delimiter and header row; `judge_dates`
and `judge_amounts` look at a whole column and say how it is written; `epoch_seconds` and `decimal_amount` parse it.
"""

from reitera.intake.reading.amounts import AmountReading, decimal_amount, judge_amounts
from reitera.intake.reading.dates import DateReading, judge_dates
from reitera.intake.reading.errors import ReadingError, reading_errors
from reitera.intake.reading.limits import Limits
from reitera.intake.reading.moments import (
    epoch_seconds,
    finish_moments,
    first_second_too_late,
    form_of,
    local_seconds,
)
from reitera.intake.reading.opening import open_table
from reitera.intake.reading.repeated import repeated_rows
from reitera.intake.reading.table import OVERFLOW, ROW, Note, Table

__all__ = [
    "OVERFLOW",
    "ROW",
    "AmountReading",
    "DateReading",
    "Limits",
    "Note",
    "ReadingError",
    "Table",
    "decimal_amount",
    "epoch_seconds",
    "finish_moments",
    "first_second_too_late",
    "form_of",
    "judge_amounts",
    "judge_dates",
    "local_seconds",
    "open_table",
    "reading_errors",
    "repeated_rows",
]
