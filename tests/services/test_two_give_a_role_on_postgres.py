"""Where the rules ask for two, one member of the committee proposes, and another one confirms."""

from collections.abc import Iterator

import pytest

from infra.settings import Settings
from infra.supervisor import Databases
from tests.services.browsing import signed_in, text_of
from tests.services.conftest import Neighbourhood, founded
from tests.services.offices import granted, shown
from tests.services.test_roles_on_postgres import NEXT_YEAR, ROLES, followed, held


@pytest.fixture(scope="module")
def neighbourhood(
    settings: Settings, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Neighbourhood]:
    """One of its own: a rule that asks for two holds for a week after it was lifted."""
    with founded(settings, databases, tmp_path_factory.mktemp("two")) as neighbourhood:
        yield neighbourhood


@pytest.fixture(scope="module")
def second(neighbourhood: Neighbourhood) -> str:
    """Another member of the committee; from then on it takes two."""
    login, _ = granted(neighbourhood, "committee")
    policy = "policies/policy:sensitive-roles"
    shown(neighbourhood, neighbourhood.committee.put(policy, {"value": "two"}))
    return login


def test_the_first_proposes_and_the_second_confirms(
    neighbourhood: Neighbourhood, second: str
) -> None:
    chair = signed_in(neighbourhood, "chair")
    _, login = neighbourhood.newcomer()
    told = {"who": login, "role": "registrar", "handle": f"of-{login}"}
    holder = f"staff:of-{login}"
    page = followed(chair, chair.post(f"{ROLES}/grant", **told, until=NEXT_YEAR.isoformat()))
    assert "等待第二人确认" in page
    assert "要由居委会的另一位成员来确认" in page
    assert held(neighbourhood, holder) == []
    [waiting] = neighbourhood.visitor.get("roles").json["waiting"]
    alone = chair.post(f"{ROLES}/confirm", proposal=str(waiting["position"]))
    assert alone.status == 303
    assert held(neighbourhood, holder) == []
    other = signed_in(neighbourhood, second)
    assert f'action="{ROLES}/confirm"' in text_of(other.get(ROLES))
    followed(other, other.post(f"{ROLES}/confirm", proposal=str(waiting["position"])))
    assert held(neighbourhood, holder) == [("registrar", None)]
    [office] = [
        it for it in neighbourhood.visitor.get("roles").json["items"] if it["holder"] == holder
    ]
    assert office["until"] == waiting["until"] == f"{NEXT_YEAR}T16:00Z"
    gone = other.post(f"{ROLES}/confirm", proposal=str(waiting["position"]))
    assert gone.status == 422


def test_nobody_confirms_what_is_meant_for_themselves(
    neighbourhood: Neighbourhood, second: str
) -> None:
    proposed = neighbourhood.committee.post("roles", {"who": second, "role": "auditor"})
    shown(neighbourhood, proposed)
    own = {"proposal": proposed.json["position"]}
    answer = neighbourhood.with_token(second).post("roles/confirmations", own)
    assert (answer.status, answer.problem) == (409, "nobody-grants-themselves")
    unknown = {"proposal": 1}
    answer = neighbourhood.committee.post("roles/confirmations", unknown)
    assert (answer.status, answer.problem) == (404, "no-such-proposal")
