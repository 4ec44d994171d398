"""What a log says of an error."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from reitera.core.logs import configure_logging


@pytest.fixture(autouse=True)
def _logging_stays_as_it_is() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)


@pytest.mark.parametrize("json_lines", [False, True])
def test_an_error_is_told_with_its_lines_and_without_what_the_variables_held(
    json_lines: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging(json_lines=json_lines)
    phone = str(70_000_000 + 1_234_567)

    try:
        int(f"x{len(phone)}")
    except ValueError:
        logging.getLogger("reitera").exception("it_failed")

    said = capsys.readouterr().err
    assert "it_failed" in said and "ValueError" in said and 'int(f"x' in said.replace("\\", "")
    assert phone not in said
