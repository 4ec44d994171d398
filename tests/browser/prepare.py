"""`python -m tests.browser.prepare DAY PASSWORD FOLDER`: a database with the demo's centres and people, no more.

A process of its own: the tests' process has its own settings, and a browser's event loop in which Django refuses work.
"""

from __future__ import annotations

import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo


def main(day: date, password: str, folder: Path) -> None:
    from reitera.site.cli.commands import migrate_database, set_up_django

    set_up_django()
    migrate_database()
    from reitera.site.demo.exports import write_exports
    from reitera.site.demo.people import PEOPLE
    from reitera.site.demo.provider import invent_provider
    from reitera.site.demo.staffing import staff_demo

    begin = datetime.combine(day - timedelta(days=60), time(8), ZoneInfo("America/La_Paz"))
    staff_demo(known_passwords={person.username: password for person in PEOPLE}, at=begin)
    write_exports(invent_provider(day), folder)


if __name__ == "__main__":
    main(date.fromisoformat(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
