import stat
from datetime import date
from pathlib import Path

import pytest

from reitera.site.demo.folder import DemoFolder, DemoRefused

WEDNESDAY = date(2026, 11, 25)


def test_a_new_folder_becomes_a_demo_that_is_not_ready(tmp_path: Path) -> None:
    with DemoFolder.open(tmp_path / "new") as folder:
        assert (folder.ready, folder.today, folder.passwords) == (False, None, {})


def test_a_folder_with_other_data_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "reitera.sqlite3").write_bytes(b"real work")

    with pytest.raises(DemoRefused, match="no son de una demostración"):
        DemoFolder.open(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["reitera.sqlite3"]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(DemoRefused, match="no es una carpeta"):
        DemoFolder.open(tmp_path / "file")


def test_a_folder_in_use_by_another_demo_is_refused_until_that_one_ends(tmp_path: Path) -> None:
    with DemoFolder.open(tmp_path), pytest.raises(DemoRefused, match="ya está en marcha"):
        DemoFolder.open(tmp_path)

    DemoFolder.open(tmp_path).close()


def test_a_finished_demo_is_found_again_with_its_passwords(tmp_path: Path) -> None:
    with DemoFolder.open(tmp_path) as folder:
        folder.begin(WEDNESDAY)
        folder.finish({"admin": "una-clave"})

    with DemoFolder.open(tmp_path) as again:
        assert (again.ready, again.today, again.passwords) == (True, WEDNESDAY, {"admin": "una-clave"})


def test_nobody_else_on_the_machine_can_read_the_passwords(tmp_path: Path) -> None:
    with DemoFolder.open(tmp_path) as folder:
        folder.finish({"admin": "una-clave"})

    assert stat.S_IMODE((tmp_path / "demo.json").stat().st_mode) == 0o600


def test_beginning_again_throws_the_old_database_away_and_keeps_passwords_and_key(tmp_path: Path) -> None:
    with DemoFolder.open(tmp_path) as folder:
        folder.finish({"admin": "una-clave"})
        for name in ("reitera.sqlite3", "secret-key", "jobs.sqlite3"):
            (tmp_path / name).touch()

        folder.begin(WEDNESDAY)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo.json", "demo.lock", "exports", "secret-key"]
    assert folder.passwords == {"admin": "una-clave"}


def test_a_demo_that_was_interrupted_is_not_ready(tmp_path: Path) -> None:
    with DemoFolder.open(tmp_path) as folder:
        folder.begin(WEDNESDAY)

    with DemoFolder.open(tmp_path) as again:
        assert again.ready is False
