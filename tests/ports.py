"""Ports for the servers that tests start."""

from __future__ import annotations

import random
import socket

NOT_GIVEN_AWAY = range(20_000, 32_000)
"""Below those that Linux gives to clients by itself (from 32,768): what is free stays so until the server takes it."""


def free_port() -> int:
    """A port of the loopback address that nobody uses now, and nobody is given by chance."""
    while True:
        port = random.choice(NOT_GIVEN_AWAY)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
