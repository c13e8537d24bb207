"""Handles are bound to people for ever; `linli appoint` gives a role when nobody else can."""

import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from click.testing import CliRunner, Result

from infra.communities import NotAHandle
from infra.installation import opened
from infra.migrate import MIGRATIONS, migrate
from infra.settings import OperatorError
from infra.staff_handles import bind_account, owner_of
from infra.supervisor import Databases
from infra.verbs.appoint import NoHandle, NoSuchLogIn, verb
from projections.views import Community
from services.identity import HandleTaken
from tests.importing.importing import settings_of

Appoint = Callable[..., Result]
PASSWORD = "four words make one"
HOLDERS = "SELECT e.data FROM event e WHERE e.type = 'residents.RoleGranted.1' ORDER BY position"


@pytest.fixture
def appoint(fresh_databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Appoint:
    """Run `linli appoint`."""
    monkeypatch.setenv("LINLI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LINLI_DATABASE_URL", fresh_databases.main)
    monkeypatch.setenv("LINLI_KEYS_URL", fresh_databases.keys)
    with opened(settings_of(fresh_databases, tmp_path / "home")) as installation:
        lin = installation.communities.found(installation.writer, "lin", "临江")
        installation.communities.appoint(installation.writer, lin, "committee")
        for login in ("xiaoming", "xiaohong"):
            installation.accounts.register(lin, login, PASSWORD)

    def run(*words: str) -> Result:
        return CliRunner().invoke(verb, list(words))

    return run


def granted(databases: Databases) -> list[str]:
    with psycopg.connect(databases.main) as connection:
        return [bytes(data).decode() for (data,) in connection.execute(HOLDERS).fetchall()]


def test_the_operator_appoints_somebody_when_nobody_else_can(
    appoint: Appoint, fresh_databases: Databases
) -> None:
    done = appoint("lin", "XiaoMing", "--handle", "ming")
    assert done.exit_code == 0, done.output
    assert "staff:ming" in done.output
    assert appoint("lin", "xiaoming", "--role", "auditor").exit_code == 0
    entries = granted(fresh_databases)
    assert ['"holder":"staff:ming"' in entry for entry in entries] == [False, True, True]
    assert all('"by":"system"' in entry for entry in entries)


def test_nothing_is_recorded_for_whoever_cannot_be_appointed(
    appoint: Appoint, fresh_databases: Databases
) -> None:
    before = granted(fresh_databases)
    assert isinstance(appoint("lin", "nobody").exception, NoSuchLogIn)
    assert isinstance(appoint("lin", "xiaoming").exception, NoHandle)
    assert isinstance(appoint("lin", "xiaoming", "--handle", "Ming!").exception, NotAHandle)
    # The founding granted this one, and whoever will bear it has no account yet.
    assert isinstance(appoint("lin", "xiaoming", "--handle", "committee").exception, OperatorError)
    assert appoint("lin", "xiaoming", "--role", "steward").exit_code == 2
    assert granted(fresh_databases) == before


@pytest.fixture
def community(fresh_databases: Databases, tmp_path: Path) -> Community:
    with opened(settings_of(fresh_databases, tmp_path / "home")) as installation:
        return installation.communities.found(installation.writer, "lin", "临江")


def test_a_handle_has_one_owner_for_ever(
    fresh_databases: Databases, tmp_path: Path, community: Community
) -> None:
    with opened(settings_of(fresh_databases, tmp_path / "home")) as installation:
        accounts = installation.accounts
        one = accounts.register(community, "xiaoming", PASSWORD)
        two = accounts.register(community, "xiaohong", PASSWORD)
        assert bind_account(accounts, community, one, "ming").staff == "staff:ming"
        assert bind_account(accounts, community, one, "other").staff == "staff:ming"
        assert owner_of(accounts, community, "other") is None
        with pytest.raises(HandleTaken):
            bind_account(accounts, community, two, "ming")
        with installation.keys.pool.connection() as connection:
            connection.execute("DELETE FROM person WHERE id = %s", (one.person,))
        assert owner_of(accounts, community, "ming") is None
        with pytest.raises(HandleTaken):
            bind_account(accounts, community, two, "ming")
        with pytest.raises(HandleTaken):
            accounts.register(community, "xiaogang", PASSWORD, staff="staff:ming")
        assert accounts.account(community, "xiaogang") is None


def test_handles_of_before_are_taken_over(empty_database: str, tmp_path: Path) -> None:
    """An installation that knew handles only from its accounts."""
    for name in ("0001_keys.sql", "0002_roll.sql"):
        shutil.copy(MIGRATIONS / "keys" / name, tmp_path / name)
    migrate(empty_database, str(tmp_path))
    person = uuid4()
    with psycopg.connect(empty_database) as connection:
        connection.execute("INSERT INTO person (id, key, secret) VALUES (%s, '', '')", (person,))
        for login, staff in (("chen", "staff:chen"), ("wang", None)):
            connection.execute(
                "INSERT INTO account VALUES (%s, 'example.org/lin', %s, '-', %s, %s)",
                (uuid4(), login, person, staff),
            )
    migrate(empty_database, "keys")
    with psycopg.connect(empty_database) as connection:
        known = connection.execute("SELECT * FROM staff_handle").fetchall()
    assert known == [("example.org/lin", "chen", person)]
