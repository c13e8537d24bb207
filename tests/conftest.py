"""What every test may ask for: a real server, empty databases, real data."""

import gc
import itertools
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from infra.migrate import migrate
from infra.settings import Settings
from infra.supervisor import Databases, joined

LEVELS_BY_SUFFIX = {
    "_on_postgres.py": "postgres",
    "_in_a_browser.py": "browser",
    "_faults.py": "faults",
    "_soak.py": "soak",
}
FUZZ_PREFIX = "test_fuzz_"
TEMPLATES = Databases(main="template_of_main", keys="template_of_keys")
MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own there, for its user alone.
MEMORY_BYTES_MIN = 6 * 1024**3
"""Each worker keeps a server there, with all that it logs."""


def pytest_configure() -> None:
    """Every temporary folder lies in memory, where there is room: no test cuts the power.

    A killed process loses there what it would lose on a disk, and a database is made in a tenth of
    the time. What is measured lies on the disk all the same (`tests/benchmarks/durable.py`).
    """
    # Some tests start programs that they have written themselves: such must be able to run there.
    if (
        MEMORY.is_dir()
        and shutil.disk_usage(MEMORY).free > MEMORY_BYTES_MIN
        and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
    ):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for suffix, level in LEVELS_BY_SUFFIX.items():
            if item.path.name.endswith(suffix):
                item.add_marker(level)
        if item.path.name.startswith(FUZZ_PREFIX):
            item.add_marker("fuzz")


def pytest_collection_finish() -> None:
    """What is loaded for all tests stays to the end: there is nothing in it to be collected."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _no_skip_where_all_must_run(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _no_skip_where_all_must_run(report)
    return report


def _no_skip_where_all_must_run(report: pytest.TestReport | pytest.CollectReport) -> None:
    expected_failure = hasattr(report, "wasxfail")
    if report.skipped and not expected_failure and os.environ.get("LINLI_REQUIRE_ALL") == "1":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"LINLI_REQUIRE_ALL=1, but this did not run. {reason}"


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an installation of its own; with xdist every worker has another."""
    asked = Settings.from_env()
    return Settings(
        home=tmp_path_factory.mktemp("installation") / "home",
        data=asked.data,
        pg_bin=asked.pg_bin,
    )


@pytest.fixture(scope="session")
def databases(settings: Settings) -> Iterator[Databases]:
    """A real server under our own supervisor; its two databases are left empty."""
    with joined(settings) as databases:
        yield databases


@pytest.fixture(scope="session")
def _templates(databases: Databases) -> Databases:
    for name, folder in ((TEMPLATES.main, "main"), (TEMPLATES.keys, "keys")):
        _statement(databases.main, "CREATE DATABASE {}", name)
        migrate(make_conninfo(databases.main, dbname=name), folder)
    return TEMPLATES


@pytest.fixture(scope="session")
def _numbers() -> Iterator[int]:
    return itertools.count(1)


@pytest.fixture
def new_databases(
    databases: Databases, _templates: Databases, _numbers: Iterator[int]
) -> Iterator[Callable[[], Databases]]:
    """Makes pairs of databases of this test alone, migrated and empty."""
    made: list[str] = []

    def make() -> Databases:
        number = next(_numbers)
        main, keys = f"main_{number}", f"keys_{number}"
        for name, template in ((main, _templates.main), (keys, _templates.keys)):
            _statement(databases.main, "CREATE DATABASE {} TEMPLATE {}", name, template)
            made.append(name)
        return Databases(
            main=make_conninfo(databases.main, dbname=main),
            keys=make_conninfo(databases.main, dbname=keys),
        )

    yield make
    for name in made:
        _statement(databases.main, "DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture
def fresh_databases(new_databases: Callable[[], Databases]) -> Databases:
    """Two databases of this test alone, migrated and empty."""
    return new_databases()


@pytest.fixture
def empty_database(databases: Databases, _numbers: Iterator[int]) -> Iterator[str]:
    """A database of this test alone, without any table."""
    name = f"empty_{next(_numbers)}"
    _statement(databases.main, "CREATE DATABASE {}", name)
    yield make_conninfo(databases.main, dbname=name)
    _statement(databases.main, "DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture(scope="session")
def real_data(settings: Settings) -> Path:
    """The folder of real data sets that imports are tried on."""
    if settings.data is None:
        pytest.skip("LINLI_DATA names no folder of real data sets")
    return settings.data


def _statement(conninfo: str, text: str, *names: str) -> None:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(sql.SQL(text).format(*map(sql.Identifier, names)))
