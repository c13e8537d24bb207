"""看护 supervisor — one small process owns PostgreSQL while anybody needs it.

Two locks say everything. Whoever holds `supervisor.lock` is the supervisor, or is just starting
one and hands the lock over with it, so there are never two. Everybody who uses the databases shares
`clients.lock`; when the supervisor can have it alone, nobody is left, and it stops the server
while it holds it: newcomers wait at the door and then start the next one.
"""

import contextlib
import fcntl
import logging
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from infra.binaries import PostgresUnusable
from infra.postgres import KEYS, MAIN, Postgres, conninfo
from infra.settings import CHECKOUT, Settings

READY_S_MAX = 180
CLIENT_POLL_S = 0.02
SUPERVISOR_POLL_S = 0.1
RESTARTS_MAX = 5
RESTARTS_WINDOW_S = 60
TAIL_CHARACTERS_MAX = 2000
LOG_BYTES_MAX = 4 * 1024 * 1024
HANDED_LOCK = 3  # The file descriptor under which a new supervisor finds its lock.
READY = "ready"

log = logging.getLogger("linli.supervisor")


@dataclass(frozen=True)
class Databases:
    main: str
    keys: str


class Supervised:
    """A client's hold on the databases: while it is entered, the server is kept running."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.home = settings.home
        self.databases = _databases(settings)
        self._turn = threading.Lock()
        self._share: int | None = None
        self._child: int | None = None
        self._log_mark = 0

    def __enter__(self) -> Self:
        if self.settings.database_url is None:
            enter_home(self.home)
            self._share = open_lock(self.home, "clients.lock")
            fcntl.flock(self._share, fcntl.LOCK_SH)
            try:
                self.ensure()
            except BaseException:
                self._leave()
                raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        reason: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leave()

    def ensure(self) -> None:
        """Return when the databases answer; call it again after a lost connection."""
        if self.settings.database_url is not None:
            return
        with self._turn:
            self._outcome_of_child()  # What became of an earlier supervisor is no longer news.
            deadline = time.monotonic() + READY_S_MAX
            while not (self._is_supervised() and self._answers()):
                if time.monotonic() > deadline:
                    raise PostgresUnusable(
                        f"PostgreSQL was not ready within {READY_S_MAX} s.\n{self._log_tail()}"
                    )
                time.sleep(CLIENT_POLL_S)  # Readiness can only be found by asking.

    def look_after(self) -> None:
        """Start a supervisor if there is none; never waits, so it may be called at any time."""
        if self.settings.database_url is None:
            with self._turn:
                self._is_supervised()

    def _leave(self) -> None:
        if self._share is not None:
            os.close(self._share)
            self._share = None
        self._outcome_of_child()

    def _is_supervised(self) -> bool:
        """Whether a supervisor reports ready; starts one when there is none."""
        outcome = self._outcome_of_child()
        if outcome is not None and outcome > 0:
            raise PostgresUnusable(self._log_tail())
        lock = open_lock(self.home, "supervisor.lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return os.pread(lock, 64, 0).decode().startswith(READY)
        else:
            # Our own one lets go of the lock just before it ends; how it ended is still to be read.
            if self._child is None:
                os.ftruncate(lock, 0)
                self._child, self._log_mark = _spawn(self.settings, lock)
            return False
        finally:
            os.close(lock)

    def _outcome_of_child(self) -> int | None:
        if self._child is None:
            return None
        pid, status = os.waitpid(self._child, os.WNOHANG)
        if pid == 0:
            return None
        self._child = None
        return os.waitstatus_to_exitcode(status)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.databases.keys, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _log_tail(self) -> str:
        said = (self.home / "supervisor.log").read_bytes()[self._log_mark :]
        return said.decode(errors="replace").strip()[-TAIL_CHARACTERS_MAX:]


@contextlib.contextmanager
def joined(settings: Settings) -> Iterator[Databases]:
    """Hold the databases of these settings, started if need be, for the length of a block."""
    with Supervised(settings) as supervised:
        yield supervised.databases


def _databases(settings: Settings) -> Databases:
    if settings.database_url is not None and settings.keys_url is not None:
        return Databases(settings.database_url, settings.keys_url)
    return Databases(conninfo(settings.home, MAIN), conninfo(settings.home, KEYS))


def enter_home(home: Path) -> None:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except PermissionError:
        raise _not_yours(home) from None
    except OSError as reason:
        raise PostgresUnusable(f"LINLI_HOME cannot be made: {reason}.") from None


def open_lock(home: Path, name: str) -> int:
    try:
        lock = os.open(home / name, os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError:
        raise _not_yours(home) from None
    if os.geteuid() == 0:
        # Root may visit the home of an ordinary user, who must not be locked out by that.
        owner = home.stat()
        os.fchown(lock, owner.st_uid, owner.st_gid)
    return lock


def _not_yours(home: Path) -> PostgresUnusable:
    return PostgresUnusable(
        f"{home} belongs to another user: run Linli as that user, or set LINLI_HOME to a folder "
        "of your own."
    )


def _spawn(settings: Settings, lock: int) -> tuple[int, int]:
    """Start a supervisor of its own session, which takes the lock over; return its pid."""
    path = settings.home / "supervisor.log"
    if path.exists() and path.stat().st_size > LOG_BYTES_MAX:
        path.replace(path.with_suffix(".log.1"))
    said = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("LINLI_")},
        "LINLI_HOME": str(settings.home),
        "LINLI_PG_BIN": str(settings.pg_bin or ""),
        "PYTHONPATH": os.pathsep.join([str(CHECKOUT), *os.environ.get("PYTHONPATH", "").split()]),
    }
    verb = ["-m", "infra.cli", "supervise", "--lock-fd", str(HANDED_LOCK)]
    try:
        # posix_spawn and not Popen: nobody here waits for it, it may outlive this process.
        pid = os.posix_spawn(
            sys.executable,
            [sys.executable, *verb],
            environment,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, said, 1),
                (os.POSIX_SPAWN_DUP2, said, 2),
                (os.POSIX_SPAWN_DUP2, lock, HANDED_LOCK),
            ],
            setsid=True,
            setsigmask=[],
            setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGHUP],
        )
        return pid, os.fstat(said).st_size
    finally:
        os.close(said)


def supervise(settings: Settings, lock: int | None = None) -> None:
    """Run the server; with a lock handed over, only while it has clients."""
    os.umask(0o077)
    enter_home(settings.home)
    while_needed = lock is not None
    lock = _taken(settings.home) if lock is None else lock
    fcntl.fcntl(lock, fcntl.F_SETFD, fcntl.FD_CLOEXEC)  # The server must not keep it after us.
    os.chdir("/")
    leaving = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: leaving.set())
    clients = open_lock(settings.home, "clients.lock")
    postgres = Postgres(settings)
    try:
        _keep_running(postgres, lock, leaving, clients if while_needed else None)
    finally:
        _tell(lock, "leaving")
        postgres.stop()
        log.info("PostgreSQL is stopped.")
        os.close(lock)  # Before the clients' lock: whoever gets in next must find this one free.
        os.close(clients)


def _taken(home: Path) -> int:
    lock = open_lock(home, "supervisor.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise PostgresUnusable(f"{home} is already supervised.") from None
    return lock


def _keep_running(
    postgres: Postgres, lock: int, leaving: threading.Event, clients: int | None
) -> None:
    restarts: deque[float] = deque(maxlen=RESTARTS_MAX)
    while not leaving.is_set() and not (clients is not None and _is_alone(clients)):
        if postgres.ended():
            _tell(lock, "starting")
            now = time.monotonic()
            if len(restarts) == RESTARTS_MAX and now - restarts[0] < RESTARTS_WINDOW_S:
                raise PostgresUnusable(
                    f"PostgreSQL ended {RESTARTS_MAX} times within {RESTARTS_WINDOW_S} s; "
                    f"see {postgres.log}."
                )
            restarts.append(now)
            try:
                postgres.start()
            except psycopg.OperationalError:
                log.exception("PostgreSQL ended as soon as it was ready.")
                continue
            log.info("PostgreSQL %s is ready.", postgres.binaries.major)
            _tell(lock, READY)
        leaving.wait(SUPERVISOR_POLL_S)


def _is_alone(clients: int) -> bool:
    try:
        fcntl.flock(clients, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _tell(lock: int, state: str) -> None:
    """Write into the lock file how things stand, for the clients, and who says so, for people."""
    text = f"{state} {os.getpid()}\n".encode()
    os.ftruncate(lock, 0)
    os.pwrite(lock, text, 0)
