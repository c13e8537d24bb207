"""A committee that everybody has left: who is told before, who finds it, and what leads back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from domain.kernel import Act
from domain.residents.grant_role import GrantRole
from infra.communities import ReservedHandle
from infra.doctor import examine
from infra.findings import Finding
from infra.installation import Installation, opened
from infra.settings import Settings
from infra.supervisor import Databases
from infra.verbs import appoint, erase, found
from infra.verbs.found import NobodyGivesRoles
from infra.writer import Waiting
from tests.importing.importing import settings_of

PASSWORD = "four words make one"
WAY_BACK = "linli appoint lin LOGIN --handle NAME"


@dataclass(frozen=True)
class Office:
    """A community `lin`, founded by its verb, whose only member of the committee is `chair`."""

    settings: Settings

    def says(self, verb: Callable[..., None], *words: str) -> Result:
        return CliRunner().invoke(verb, list(words))  # type: ignore[arg-type] # A command of click.

    def amiss(self) -> list[Finding]:
        return [each for each in examine(self.settings) if not each.well]

    def grants(self, installation: Installation, handle: str, until: datetime | None) -> None:
        lin = installation.community("lin")
        account = installation.accounts.account(lin, handle) or installation.accounts.register(
            lin, handle, PASSWORD, staff=f"staff:{handle}"
        )
        ends = until.strftime("%Y-%m-%dT%H:%MZ") if until else None
        grant = GrantRole(
            act=Act.of("system", installation.clock()),
            holder=account.staff or "",
            role="committee",
            until=ends,
        )
        [outcome] = installation.writer.decided(lin.log, [Waiting(grant)])
        assert not isinstance(outcome, Exception)


@pytest.fixture
def office(fresh_databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    settings = settings_of(fresh_databases, tmp_path / "home")
    monkeypatch.setenv("LINLI_HOME", str(settings.home))
    monkeypatch.setenv("LINLI_DATABASE_URL", fresh_databases.main)
    monkeypatch.setenv("LINLI_KEYS_URL", fresh_databases.keys)
    office = Office(settings)
    done = office.says(found.verb, "lin", "--committee", "chair", "--handle", "chair")
    assert done.exit_code == 0, done.output
    return office


def test_the_last_one_is_warned_and_erased_and_then_everybody_names_the_way_back(
    office: Office,
) -> None:
    assert office.amiss() == []
    erased = office.says(erase.verb, "chair", "--yes")
    assert erased.exit_code == 0, erased.output
    assert WAY_BACK in erased.output
    [finding] = office.amiss()
    assert finding.english == "No committee office stands in lin: nobody can give a role there."
    assert WAY_BACK in finding.advice
    again = office.says(found.verb, "lin").exception
    assert isinstance(again, NobodyGivesRoles)
    assert WAY_BACK in str(again)


def test_the_way_back_leads_back(office: Office) -> None:
    with opened(office.settings) as installation:
        installation.accounts.register(installation.community("lin"), "xiaoming", PASSWORD)
    office.says(erase.verb, "chair", "--yes")
    done = office.says(appoint.verb, "lin", "xiaoming", "--handle", "ming")
    assert done.exit_code == 0, done.output
    assert office.amiss() == []


def test_who_leaves_a_colleague_behind_is_not_warned(office: Office) -> None:
    with opened(office.settings) as installation:
        office.grants(installation, "wang", None)
    erased = office.says(erase.verb, "chair", "--yes")
    assert "linli appoint" not in erased.output
    assert office.amiss() == []


def test_a_term_that_has_ended_is_no_seat(office: Office) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with opened(office.settings, clock=lambda: yesterday) as installation:
        office.grants(installation, "wang", yesterday + timedelta(hours=1))
    office.says(erase.verb, "chair", "--yes")
    assert [finding.english for finding in office.amiss()] == [
        "No committee office stands in lin: nobody can give a role there."
    ]


def test_an_operator_appoints_nobody_under_a_name_of_the_system(office: Office) -> None:
    with opened(office.settings) as installation:
        installation.accounts.register(installation.community("lin"), "xiaoming", PASSWORD)
    refused = office.says(appoint.verb, "lin", "xiaoming", "--handle", "system")
    assert isinstance(refused.exception, ReservedHandle)
