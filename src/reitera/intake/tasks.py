"""The long work of an import, outside the request."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.utils import translation
from django.utils.translation import gettext
from huey.contrib.djhuey import db_task

from reitera.core.clock import now
from reitera.core.errors import Refusal
from reitera.core.recording import recording
from reitera.intake import actions
from reitera.intake.models import Import
from reitera.staff.models import User

log = structlog.get_logger(__name__)


@db_task()  # type: ignore[untyped-decorator]
def preview_import(import_id: int, user_id: int) -> None:
    """Count what a file would do; a refusal is kept with the import for its page."""
    _work(import_id, user_id, lambda received, user: actions.preview(received=received, actor=user, at=now()))


@db_task()  # type: ignore[untyped-decorator]
def apply_in_background(import_id: int, user_id: int, keep_good: bool) -> None:
    _work(
        import_id,
        user_id,
        lambda received, user: actions.apply_import(received=received, actor=user, at=now(), keep_good=keep_good),
    )


def _work(import_id: int, user_id: int, act: Callable[[Import, User], object]) -> None:
    received, user = Import.objects.get(pk=import_id), User.objects.get(pk=user_id)
    try:
        with translation.override(user.language):
            act(received, user)
    except Refusal as refusal:
        _keep_failure(received, refusal.message)
    except Exception:
        log.exception("import_failed", number=import_id)
        _keep_failure(received, gettext("El servidor no pudo terminar. No se guardó nada; inténtelo otra vez."))
    finally:
        actions.end_progress(received)


def _keep_failure(received: Import, message: str) -> None:
    with recording(None, now(), lock=Import.objects.filter(pk=received.pk)) as record:
        for locked in record.locked:
            locked.failure = message[:600]
            locked.save(update_fields=["failure"])
        record.unchanged()
