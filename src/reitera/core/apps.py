import sqlite3
from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "reitera.core"
    label = "core"

    def ready(self) -> None:
        connection_created.connect(take_the_room_that_sqlite_gives)
        autodiscover_modules("sentences")


def take_the_room_that_sqlite_gives(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Write many wide rows in one statement: Django keeps to the 999 values of SQLite before 3.32, today's allows
    32,766 or what it was built with."""
    if connection.vendor == "sqlite":
        allowed = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = allowed
