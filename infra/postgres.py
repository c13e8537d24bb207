"""数据库 PostgreSQL — a server of our own, run as a foreground child that dies with its parent."""

import functools
import hashlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from infra.binaries import (
    Binaries,
    PostgresUnusable,
    binaries,
    data_folder,
    plain_environment,
)
from infra.process import die_with_parent
from infra.settings import Settings

ROLE = "linli"
MAIN, KEYS = "linli", "linli_keys"
PORT = "5432"

SOCKET_PATH_BYTES_MAX = 107
START_S_MAX = 120
LEFTOVER_S_MAX = 60
STOP_S_MAX = 30
POLL_S = 0.02
LOG_BYTES_MAX = 16 * 1024 * 1024
TAIL_CHARACTERS_MAX = 1500

# Given on the command line, so that no file in the data folder can make the record less durable.
SERVER_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # An old file of the write-ahead log is removed, never kept under the name of a later one: what
    # was erased would stay in it (infra/scrubbing.py).
    "wal_recycle": "off",
    # The errors of statements are their callers' to know. Their messages quote what people typed,
    # so the log of the server holds none: it keeps to what the server does itself, and how it ends.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}

# What a new server says while the processes of a killed one are still leaving.
LEFTOVERS = ("is still in use", "already exists")


def socket_folder(home: Path) -> Path:
    """Where the server listens: inside the home, or, when that path is too long, in a short one."""
    inside = home / "socket"
    if len(os.fsencode(inside / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_BYTES_MAX:
        return inside
    name = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:16]
    # TMPDIR may differ between server and client, so both use the one folder that always exists.
    return Path("/tmp") / f"linli-{name}"  # noqa: S108 -- the owner is checked before use.


def conninfo(home: Path, database: str) -> str:
    return make_conninfo(host=str(socket_folder(home)), port=PORT, user=ROLE, dbname=database)


@dataclass(frozen=True)
class Account:
    """Under whom the server runs, which is never root, because PostgreSQL refuses that."""

    prefix: tuple[str, ...]
    uid: int
    gid: int

    def command(self, *parts: str | Path) -> list[str]:
        return [*self.prefix, *map(str, parts)]


def account(programs: Binaries, home: Path) -> Account:
    if os.geteuid() != 0:
        return Account((), os.geteuid(), os.getegid())
    data = data_folder(home)
    # Files made under one account cannot be opened under another, so the owner decides.
    owner = (data if data.exists() else home).stat()
    for candidate in _unprivileged(owner.st_uid, owner.st_gid, fresh=not data.exists()):
        initdb = (programs.folder / "initdb", "-s", "-D", data)  # Shows settings, makes nothing.
        tried = subprocess.run(
            candidate.command("sh", "-c", 'cd "$0" && exec "$@"', home, *initdb),
            capture_output=True,
            check=False,
            env=plain_environment(),
            cwd="/",
        )
        if tried.returncode == 0:
            return candidate
    raise PostgresUnusable(
        f"PostgreSQL never runs as root, and no other account can use {programs.folder} and "
        f"{home}. Run Linli as an ordinary user, or from a folder that others may enter, or set "
        "LINLI_DATABASE_URL and LINLI_KEYS_URL."
    )


def _unprivileged(uid: int, gid: int, *, fresh: bool) -> Iterator[Account]:
    if uid == 0:
        # Root's own files under another number: nothing on the disk changes its owner.
        yield Account(("unshare", "--user", "--map-user=65534", "--map-group=65534"), 0, 0)
        if not fresh:
            return
        nobody = pwd.getpwnam("nobody")
        uid, gid = nobody.pw_uid, nobody.pw_gid
    # A change of user forgets the death signal, so it is asked for again after the change.
    change = ("setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", "--pdeathsig=INT")
    yield Account(change, uid, gid)
    # A home inside root's own folders needs the right to walk through them.
    walk = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override")
    yield Account((*change, *walk), uid, gid)


class Postgres:
    """One server over one home. Start it from the main thread: its life hangs on that thread."""

    def __init__(self, settings: Settings) -> None:
        self.home = settings.home
        self.data = data_folder(self.home)
        self.log = self.home / "postgres.log"
        self.binaries = binaries(settings)
        self.account = account(self.binaries, self.home)
        self.child: subprocess.Popen[bytes] | None = None
        self.log_mark = 0

    def start(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._make_data()
        _own_folder(socket_folder(self.home), self.account)
        begun = time.monotonic()
        self._spawn()
        while not self._is_ready():
            waited = time.monotonic() - begun
            if self.ended():
                said = self._said()
                if waited > LEFTOVER_S_MAX or not any(text in said for text in LEFTOVERS):
                    raise PostgresUnusable(f"PostgreSQL does not start:\n{said}")
                self._spawn()
            elif waited > START_S_MAX:
                raise PostgresUnusable(f"PostgreSQL took over {START_S_MAX} s:\n{self._said()}")
            time.sleep(POLL_S)  # The server reports in a file; nothing wakes us.
        self._make_databases()

    def ended(self) -> bool:
        return self.child is None or self.child.poll() is not None

    def stop(self) -> None:
        if self.child is None or self.child.poll() is not None:
            return
        self.child.send_signal(signal.SIGINT)  # The fast shutdown: sessions are ended, all is kept.
        try:
            self.child.wait(STOP_S_MAX)
        except subprocess.TimeoutExpired:
            self.child.send_signal(signal.SIGQUIT)
            self.child.wait()

    def _make_data(self) -> None:
        for abandoned in self.home.glob("postgres.new-*"):
            shutil.rmtree(abandoned, ignore_errors=True)
        # Made aside and renamed when complete: a killed initdb leaves nothing that looks finished.
        fresh = Path(tempfile.mkdtemp(prefix="postgres.new-", dir=self.home))
        os.chown(fresh, self.account.uid, self.account.gid)
        options = ("-U", ROLE, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-k")
        made = subprocess.run(
            self.account.command(self.binaries.folder / "initdb", "-D", fresh, *options),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            env=plain_environment(),
            cwd="/",
            preexec_fn=functools.partial(die_with_parent, os.getpid(), by=signal.SIGINT),
        )
        if made.returncode != 0:
            shutil.rmtree(fresh, ignore_errors=True)
            raise PostgresUnusable(f"PostgreSQL's data cannot be made:\n{made.stderr.strip()}")
        fresh.rename(self.data)

    def _spawn(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES_MAX:
            self.log.replace(self.log.with_suffix(".log.1"))
        socket = ("-k", socket_folder(self.home), "-p", PORT)
        settings = [f"--{name}={value}" for name, value in SERVER_SETTINGS.items()]
        server = self.binaries.folder / "postgres"
        with self.log.open("ab") as log:
            self.log_mark = log.tell()
            self.child = subprocess.Popen(
                self.account.command(server, "-D", self.data, *socket, *settings),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=plain_environment(),
                cwd="/",
                start_new_session=True,
                preexec_fn=functools.partial(die_with_parent, os.getpid(), by=signal.SIGINT),  # noqa: PLW1509 -- the supervisor has one thread.
            )

    def _said(self) -> str:
        said = self.log.read_bytes()[self.log_mark :]
        return said.decode(errors="replace").strip()[-TAIL_CHARACTERS_MAX:]

    def _is_ready(self) -> bool:
        """Whether this very server is ready: a killed one may answer until it has left."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        # The first line is the server's pid, the eighth its state, as pg_ctl reads them too.
        return [*lines[:1], *map(str.strip, lines[7:8])] == [str(self._pid()), "ready"]

    def _pid(self) -> int | None:
        return None if self.child is None else self.child.pid

    def _make_databases(self) -> None:
        with psycopg.connect(conninfo(self.home, "postgres"), autocommit=True) as connection:
            present = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
            for name in {MAIN, KEYS} - present:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _own_folder(folder: Path, owner: Account) -> None:
    """Make the folder of the socket, whose permissions are all that guards the server."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid in (owner.uid, os.geteuid())
    if not ours or found.st_mode & 0o077:
        raise PostgresUnusable(
            f"{folder} was made by somebody else or is open to others; remove it and start again."
        )
    os.chown(folder, owner.uid, owner.gid)
