"""What tests see of an installation from outside."""

import fcntl
import os

import psycopg

from infra.binaries import data_folder
from infra.settings import Settings
from infra.supervisor import open_lock
from tests.waiting import is_alive, until

NOBODY = 65534


def nobody_supervises(place: Settings) -> bool:
    if not place.home.exists():
        return True
    lock = open_lock(place.home, "supervisor.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(lock)


def supervisor_of(place: Settings) -> int:
    until(lambda: (place.home / "supervisor.lock").read_text().startswith("ready"))
    return int((place.home / "supervisor.lock").read_text().split()[1])


def server_of(place: Settings) -> int:
    """Return the pid of the running server, or 0 while one is making room for the next."""
    try:
        lines = (data_folder(place.home) / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return 0
    return int(lines[0]) if lines else 0


def until_gone(*pids: int) -> None:
    until(lambda: not any(map(is_alive, pids)))


def answer(conninfo: str) -> object:
    with psycopg.connect(conninfo) as connection:
        return connection.execute("SELECT 1").fetchone()


def keep(conninfo: str, word: str) -> None:
    with psycopg.connect(conninfo) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("INSERT INTO kept VALUES (%s)", (word,))


def kept(conninfo: str) -> list[str]:
    with psycopg.connect(conninfo) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM kept ORDER BY word")]
