import os
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from infra.binaries import PostgresUnusable, _installed, data_folder
from infra.postgres import SOCKET_PATH_BYTES_MAX, socket_folder
from infra.settings import Settings
from infra.supervisor import joined
from tests.infra.installation import (
    NOBODY,
    answer,
    keep,
    kept,
    nobody_supervises,
    server_of,
    supervisor_of,
    until_gone,
)
from tests.waiting import until


def test_what_is_committed_is_on_the_disk(place: Settings) -> None:
    with joined(place) as databases, psycopg.connect(databases.main) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert connection.execute(f"SHOW {setting}").fetchone() == ("on",)
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_root_runs_the_server_as_the_owner_of_the_home(place: Settings) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root has a choice of account")
    place.home.mkdir(mode=0o700)
    os.chown(place.home, NOBODY, NOBODY)
    with joined(place):
        assert Path(f"/proc/{server_of(place)}").stat().st_uid == NOBODY
        assert data_folder(place.home).stat().st_uid == NOBODY
        assert (place.home / "clients.lock").stat().st_uid == NOBODY
        supervisor, server = supervisor_of(place), server_of(place)
        os.kill(supervisor, signal.SIGKILL)
        until_gone(server)


def test_root_manages_where_user_namespaces_are_closed(
    place: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root has a choice of account")
    closed = tmp_path / "unshare"
    closed.write_text("#!/bin/sh\nexit 1\n")
    closed.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with joined(place) as databases:
        assert data_folder(place.home).stat().st_uid != 0
        assert answer(databases.main) == (1,)


def test_data_of_a_version_that_is_not_here_is_left_alone(place: Settings) -> None:
    data_folder(place.home).mkdir(parents=True)
    (data_folder(place.home) / "PG_VERSION").write_text("9\n")
    with (
        pytest.raises(PostgresUnusable, match=r"made by PostgreSQL 9, but .*(?s:.*)pg_dump"),
        joined(place),
    ):
        pass
    assert [path.name for path in data_folder(place.home).iterdir()] == ["PG_VERSION"]


def test_a_server_that_cannot_start_says_why(place: Settings) -> None:
    with joined(place):
        pass
    until(lambda: nobody_supervises(place))
    (data_folder(place.home) / "postgresql.conf").write_text("nonsense = true\n")
    with pytest.raises(PostgresUnusable, match="nonsense"), joined(place):
        pass


def test_an_unfinished_data_folder_is_made_anew(place: Settings) -> None:
    unfinished = place.home / "postgres.new-killed"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    with joined(place) as databases:
        assert answer(databases.main) == (1,)
    assert not unfinished.exists()


def test_a_home_with_a_long_chinese_path_works(place: Settings, tmp_path: Path) -> None:
    far = replace(place, home=tmp_path / ("很长的 路径" * 8) / "home")
    assert len(os.fsencode(far.home)) > SOCKET_PATH_BYTES_MAX
    with joined(far) as databases:
        assert answer(databases.main) == (1,)
    until(lambda: nobody_supervises(far))
    shutil.rmtree(socket_folder(far.home))


def test_a_socket_folder_that_others_can_enter_is_refused(place: Settings) -> None:
    socket_folder(place.home).mkdir(parents=True)
    socket_folder(place.home).chmod(0o755)
    with pytest.raises(PostgresUnusable, match="open to others"), joined(place):
        pass


@pytest.mark.parametrize("origin", ["the wheel", "the system"])
def test_data_stays_with_the_version_that_made_it(place: Settings, origin: str) -> None:
    programs = {
        "the system" if folder.is_relative_to("/usr") else "the wheel": folder
        for folder in reversed(list(_installed()))
    }
    if origin not in programs:
        pytest.skip(f"no PostgreSQL of {origin}: apt-get install postgresql")
    with joined(replace(place, pg_bin=programs[origin])) as databases:
        keep(databases.main, origin)
        with psycopg.connect(databases.main) as connection:
            version = connection.info.server_version
    until(lambda: nobody_supervises(place))
    with joined(replace(place, pg_bin=None)) as databases:
        assert kept(databases.main) == [origin]
        with psycopg.connect(databases.main) as connection:
            assert connection.info.server_version == version
