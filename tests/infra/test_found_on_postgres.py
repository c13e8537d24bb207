"""`linli found`: a community is founded once, and its office has a name that everybody may read."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from infra.communities import NotAHandle, ReservedHandle
from infra.exporting import entries
from infra.installation import opened
from infra.settings import OperatorError, Settings
from infra.supervisor import Databases
from infra.verbs.found import AlreadyFounded, NotALogin, verb
from services.wording import RESERVED_HANDLES
from tests.importing.importing import settings_of

Found = Callable[..., Result]


@pytest.fixture
def found(
    fresh_databases: Databases, tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Found:  # fmt: skip
    settings = settings_of(fresh_databases, tmp_path_factory.mktemp("found") / "home")
    monkeypatch.setenv("LINLI_HOME", str(settings.home))
    monkeypatch.setenv("LINLI_DATABASE_URL", fresh_databases.main)
    monkeypatch.setenv("LINLI_KEYS_URL", fresh_databases.keys)
    return lambda *said: CliRunner().invoke(verb, list(said))


def log_of(slug: str) -> str:
    with opened(Settings.from_env()) as installation:
        return b"\n".join(entries(installation, slug)).decode()


def test_the_log_tells_the_handle_and_not_the_login(found: Found) -> None:
    assert found("haitang", "--committee", "王主任的账号").exit_code == 0
    log = log_of("haitang")
    assert "staff:committee" in log
    assert "王主任" not in log


def test_a_community_that_exists_is_left_alone(found: Found) -> None:
    assert found("haitang").exit_code == 0
    before = log_of("haitang")
    again = found("haitang", "--committee", "somebody-else", "--handle", "another")
    assert isinstance(again.exception, AlreadyFounded)
    assert log_of("haitang") == before


@pytest.mark.parametrize("handle", ["", "Wang", "王主任", "1st", "a" * 31, "a b", "-a", "a\n"])
def test_a_handle_is_small_letters_digits_and_hyphens(found: Found, handle: str) -> None:
    assert isinstance(found("haitang", "--handle", handle).exception, NotAHandle)
    assert found("haitang").exit_code == 0


@pytest.mark.parametrize("handle", sorted(RESERVED_HANDLES))
def test_no_office_is_founded_that_reads_like_the_system(found: Found, handle: str) -> None:
    assert isinstance(found("haitang", "--handle", handle).exception, ReservedHandle)


@pytest.mark.parametrize("login", ["", "ab", "a b c", "member:x", "x" * 41])
def test_a_login_is_one_that_can_sign_in(found: Found, login: str) -> None:
    refused = found("haitang", "--committee", login).exception
    assert isinstance(refused, NotALogin)
    assert isinstance(refused, OperatorError)
