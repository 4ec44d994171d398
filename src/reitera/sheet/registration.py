"""What the sheet asks of the packages before it: to be told of every act, in its transaction."""

from reitera.core.recording import project_with


def register() -> None:
    from reitera.sheet import tasks  # noqa: F401
    from reitera.sheet.live import leaving  # noqa: F401
    from reitera.sheet.projection import project

    project_with("sheet.rows", project)
