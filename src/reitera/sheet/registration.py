"""The sheet is told of every act in its transaction, and says what a row of the live stream holds."""

from reitera.core.recording import project_with


def register() -> None:
    from reitera.sheet import tasks  # noqa: F401
    from reitera.sheet.live import leaving  # noqa: F401
    from reitera.sheet.live.rows import register_rows
    from reitera.sheet.projection import project
    from reitera.sheet.telling import class_of, render

    project_with("sheet.rows", project)
    register_rows(class_of=class_of, render=render)
