"""Announcements of other processes, heard on PostgreSQL by a connection of their own."""

from __future__ import annotations

import asyncio

import psycopg
import structlog
from django.db import connection

from reitera.core.announcements import CHANNEL, EVENTS, hear

log = structlog.get_logger(__name__)

RETRY = 2.0


async def hear_postgresql() -> None:
    """Hand on what is announced, until cancelled. While the database is away it is tried again and again."""
    while True:
        try:
            await _hear_one_connection()
        except psycopg.Error:
            log.warning("live_connection_lost")
            await asyncio.sleep(RETRY)


async def _hear_one_connection() -> None:
    # Django adds what only its own connections understand.
    parameters = {
        name: value
        for name, value in connection.get_connection_params().items()
        if name not in ("context", "cursor_factory", "prepare_threshold", "server_side_binding")
    }
    async with await psycopg.AsyncConnection.connect(**parameters, autocommit=True) as listening:
        await listening.execute(f"LISTEN {CHANNEL}")
        # What was said before this connection stood is not said again.
        hear(EVENTS)
        async for said in listening.notifies():
            hear(said.payload)
