"""`linli password`: who forgot a password gets a new one, which is printed once."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from infra.hashing import fits
from infra.installation import opened
from infra.supervisor import Databases
from infra.verbs.password import NoSuchLogIn, verb
from tests.importing.importing import settings_of

OLD = "four words make one"


def test_a_new_password_is_printed_once_and_ends_what_was_open(
    fresh_databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(fresh_databases, tmp_path / "home")
    monkeypatch.setenv("LINLI_HOME", str(settings.home))
    monkeypatch.setenv("LINLI_DATABASE_URL", fresh_databases.main)
    monkeypatch.setenv("LINLI_KEYS_URL", fresh_databases.keys)
    with opened(settings) as installation:
        lin = installation.communities.found(installation.writer, "lin", "临江")
        account = installation.accounts.register(lin, "xiaoming", OLD)
        session = installation.accounts.begin_session(account)
        token = installation.accounts.make_api_token(account)
    printed = CliRunner().invoke(verb, ["lin", "XiaoMing"])
    assert printed.exit_code == 0, printed.output
    new = printed.output.split()[-1]
    assert isinstance(CliRunner().invoke(verb, ["lin", "nobody"]).exception, NoSuchLogIn)
    with opened(settings) as installation:
        accounts = installation.accounts
        _, hashed = accounts.stored(lin, "xiaoming")
        assert fits(hashed, new)
        assert not fits(hashed, OLD)
        assert accounts.session(lin, session.token) is None
        assert accounts.by_api_token(lin, token) is None
