"""`reitera serve`: one process with pages and long work; `reitera worker`: the long work alone; `reitera migrate`."""

from __future__ import annotations

import signal
import threading
from contextlib import suppress
from typing import Annotated, Any

import typer

from reitera.site.cli.commands import migrate_database, set_up_django

STARTUP_FAILURE = 3

HOST = typer.Option(help="Dirección en la que escucha.")
PORT = typer.Option(help="Puerto en el que escucha.")


def serve(
    host: Annotated[str, HOST] = "127.0.0.1",
    port: Annotated[int, PORT] = 8000,
) -> None:
    """Sirve las páginas y hace los trabajos largos, en un solo proceso."""
    set_up_django()
    migrate_database()
    serve_pages(host, port)


def worker() -> None:
    """Hace solo los trabajos largos (con PostgreSQL y REITERA_SEPARATE_WORKER=true)."""
    set_up_django()
    migrate_database()
    consumer = start_jobs()
    done = threading.Event()
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, lambda *_: done.set())
    done.wait()
    consumer.stop(graceful=True)


def migrate() -> None:
    """Crea la base de datos o la lleva a la versión actual."""
    set_up_django()
    migrate_database()


def serve_pages(host: str, port: int) -> None:
    """Run the web server in this thread, with the job threads beside it unless a worker of its own has them."""
    import uvicorn
    from django.conf import settings

    from reitera.site.asgi import application
    from reitera.site.settings import ENVIRONMENT

    consumer = None if ENVIRONMENT.separate_worker else start_jobs()
    try:
        config = uvicorn.Config(
            application,
            host=host,
            port=port,
            log_config=None,
            log_level="debug" if settings.DEBUG else "warning",
            lifespan="off",
            timeout_graceful_shutdown=5,
            server_header=False,
        )
        _run(config, application)
    finally:
        if consumer is not None:
            consumer.stop(graceful=True)


def _run(config: Any, application: Any) -> None:
    import uvicorn

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: Any = None) -> None:
            # Open streams never end by themselves: the server would wait for them until its patience is over.
            await application.stop()
            await super().shutdown(sockets)

    server = Server(config)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        raise SystemExit(STARTUP_FAILURE)


def start_jobs() -> Any:
    """Start huey's threads: jobs, the weekly cycle, and a first catch-up of the consumers of events."""
    from huey.contrib.djhuey import HUEY

    from reitera.core.tasks import catch_up_consumers
    from reitera.site.settings import ENVIRONMENT

    consumer = HUEY.create_consumer(workers=ENVIRONMENT.job_workers, worker_type="thread", periodic=True)
    consumer.start()
    catch_up_consumers()
    return consumer
