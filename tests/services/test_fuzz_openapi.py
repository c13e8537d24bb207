import os
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck
from hypothesis import given as for_all
from hypothesis import settings as trying
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from infra.settings import Settings
from infra.supervisor import Databases
from services import permissions
from services.routers import json_api
from tests.services.at_the_polls import BENCH, DRAW, Polls, in_days, voting
from tests.services.calling import Caller
from tests.services.conftest import PASSWORD, SLUG, Neighbourhood
from tests.services.hiding import on_appeal
from tests.services.on_its_way import on_its_way

SCHEMA = schemathesis.openapi.from_dict(json_api().openapi())
LABELS = sorted(f"{method.upper()} {path}" for path in SCHEMA for method in SCHEMA[path])
PROMISES = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
# The long run asks more often, and other questions every time; Hypothesis prints how to repeat one.
TIMES = int(os.environ.get("LINLI_FUZZ_TIMES", "1"))
SEEDED_EXAMPLES, POSITIVE_EXAMPLES, NEGATIVE_EXAMPLES = 5, 15, 20
COMMUNITY = "/c/{community}"
CALM = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]

BODIES: Mapping[str, dict[str, object]] = {
    f"PUT {COMMUNITY}/policies/{{policy}}": {"value": "open"},
    f"POST {COMMUNITY}/roles/revocations": {"holder": "staff:nobody", "role": "clerk"},
    f"POST {COMMUNITY}/roles/resignations": {"role": "steward"},
    f"POST {COMMUNITY}/residents": {"name": "王小明", "age_band": "18-and-over"},
    f"POST {COMMUNITY}/desk/residents": {"name": "王小小", "age_band": "under-14"},
    f"POST {COMMUNITY}/suggestions": {"title": "给排练室加隔音", "category": "services"},
    f"PUT {COMMUNITY}/suggestions/{{suggestion}}/stance": {"choice": "agree"},
    f"POST {COMMUNITY}/suggestions/{{suggestion}}/comments": {"side": "for", "text": "好。"},
    f"POST {COMMUNITY}/accounts": {"login": "fuzzed-login", "password": PASSWORD},
    f"POST {COMMUNITY}/me/erasure": {"password": PASSWORD},
    f"POST {COMMUNITY}/sessions": {"login": "clerk", "password": PASSWORD},
}
"""A body that is welcome, where one is needed."""


@pytest.fixture(scope="module")
def polls(
    settings: Settings, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Polls]:
    """One of its own, since its rules are changed at random."""
    home = tmp_path_factory.mktemp("fuzzed")
    with voting(settings, databases, home) as polls:
        yield polls


@pytest.fixture(scope="module")
def neighbourhood(polls: Polls) -> Neighbourhood:
    return polls.neighbourhood


@pytest.fixture(scope="module")
def seeds(polls: Polls, neighbourhood: Neighbourhood, verified: Caller) -> dict[str, object]:
    """Ids that exist."""
    _, member = neighbourhood.member()
    said = {"side": "for", "text": "好。"}
    about = neighbourhood.suggestion()
    return {
        "comment": verified.post(f"suggestions/{about}/comments", said).json["id"],
        "community": SLUG,
        "suggestion": neighbourhood.suggestion(),
        "member": member,
        "policy": "policy:comments",
        "position": 1,
        "poll": polls.open(mode="open"),
        "paper": "paper:none",
    }


@pytest.fixture(scope="module")
def verified_member(neighbourhood: Neighbourhood, verified: Caller) -> str:
    return str(verified.get("me").json["member"])


@pytest.fixture(scope="module")
def special(
    polls: Polls, neighbourhood: Neighbourhood, verified: Caller, verified_member: str
) -> dict[str, dict[str, Any]]:
    """What must be one's own, or recorded for oneself, for a success: by label."""
    said = {"choice": "agree", "for": verified_member}
    stance = f"suggestions/{neighbourhood.suggestion()}/stance"
    recorded = neighbourhood.clerk.put(stance, said).json["position"]
    own = {"community": SLUG, "suggestion": neighbourhood.suggestion(verified)}
    child = {"path_parameters": {"community": SLUG, "member": ward(neighbourhood, verified_member)}}
    guardians = f"{COMMUNITY}/children/{{member}}"
    return {
        f"POST {COMMUNITY}/suggestions/{{suggestion}}/withdrawal": {"path_parameters": own},
        f"POST {COMMUNITY}/objections": {"body": {"position": recorded}},
        **offices(neighbourhood),
        f"POST {guardians}/guardians": {**child, "body": {"guardian": verified_member}},
        f"POST {guardians}/consent": {**child, "body": {"text": "guardian-consent-1"}},
        f"DELETE {guardians}/consent": child,
        **at_the_polls(polls, verified_member),
        **on_its_way(neighbourhood, verified),
        **on_appeal(neighbourhood, verified),
    }


def at_the_polls(polls: Polls, voter: str) -> dict[str, dict[str, Any]]:
    """A poll of its own for each act that would stand in the way of the others."""
    over, on_paper = polls.open(mode="open", tie_rule="lot", text=DRAW), polls.open()
    polls.close(over)
    vote, terms = {"choice": [0]}, {**BENCH, "closes_at": in_days(1)}
    sheet = {**vote, "for": voter}
    paper = polls.shown(polls.neighbourhood.clerk.post(f"polls/{on_paper}/papers", sheet)).json

    def of(poll: str, body: object, **more: str) -> dict[str, Any]:
        return {"path_parameters": {"community": SLUG, "poll": poll, **more}, "body": body}

    each = f"{COMMUNITY}/polls/{{poll}}"
    later = {"closes_at": in_days(2), "reason": "下雨。"}
    confirmed = of(on_paper, vote, paper=paper["id"])
    return {
        f"POST {COMMUNITY}/polls": {"body": terms},
        f"PUT {each}/ballot": of(polls.open(), vote),
        f"POST {each}/papers": of(polls.open(), sheet),
        f"POST {each}/papers/{{paper}}/confirmation": confirmed,
        f"POST {each}/extension": of(polls.open(), later),
        f"POST {each}/cancellation": of(polls.open(), {"reason": "选项写错了。"}),
        f"POST {each}/closing": {"path_parameters": {"community": SLUG, "poll": over}},
        f"POST {each}/lot": of(over, {"drawn": "3 7 11 19 23 31"}),
    }


def offices(neighbourhood: Neighbourhood) -> dict[str, dict[str, Any]]:
    """Somebody to whom a role can be given, and one that waits for a second approval."""
    committee, (_, login) = neighbourhood.committee, neighbourhood.newcomer()
    answer = committee.put("policies/policy:sensitive-roles", {"value": "two"})
    assert answer.status == 201, answer.body
    role = {"who": login, "role": "auditor", "handle": "fuzzed"}
    proposal = committee.post("roles", role).json["position"]
    shown = neighbourhood.visitor.get(f"roles?after={proposal}")
    assert shown.json["waiting"], shown.body
    return {
        f"POST {COMMUNITY}/roles": {"body": {**role, "role": "clerk"}},
        f"POST {COMMUNITY}/roles/confirmations": {"body": {"proposal": proposal}},
    }


def ward(neighbourhood: Neighbourhood, guardian: str) -> str:
    """A child for whom a member may speak."""
    details = {"name": "王小小", "age_band": "under-14"}
    child = str(neighbourhood.clerk.post("desk/residents", details).json["id"])
    named = neighbourhood.clerk.post(f"children/{child}/guardians", {"guardian": guardian})
    assert named.status == 201, named.body
    return child


@pytest.fixture(scope="module")
def verified(neighbourhood: Neighbourhood) -> Caller:
    """A resident who may take part."""
    return neighbourhood.resident()


@pytest.fixture(autouse=True)
def open_rules(neighbourhood: Neighbourhood) -> None:
    """Comments are open, and one person may make as many suggestions as can be."""
    for policy, value in (("comments", "open"), ("suggestions-per-day", "50")):
        answer = neighbourhood.committee.put(f"policies/policy:{policy}", {"value": value})
        assert answer.status in {200, 201}


def caller_of(label: str, neighbourhood: Neighbourhood, verified: Caller) -> Caller:
    """Who may do this."""
    if label.endswith("/consent"):
        return verified
    if label.startswith("DELETE") or label.endswith("/tokens"):
        _, login = neighbourhood.newcomer()
        return neighbourhood.signed_in(login)
    if label == f"POST {COMMUNITY}/residents":
        return neighbourhood.newcomer()[0]
    if label.endswith("/me/leave"):
        return neighbourhood.member()[0]
    who = permissions.API[label]
    return verified if isinstance(who, str) else neighbourhood.committee


NO_REQUEST_AT_ALL = ("content-length", "transfer-encoding")
"""Headers that, spoilt, make a request unreadable for the server before any route sees it."""


def asked(
    label: str, caller: Caller, mode: GenerationMode, examples: int, fixed: Mapping[str, Any]
) -> set[int]:
    """The statuses that an operation answered with, all of them as OpenAPI promises."""
    operation = SCHEMA.find_operation_by_label(label)
    assert operation is not None
    address = f"http://127.0.0.1:{caller.port}/api/v1"
    brings_cookie = "cookie" in caller.headers
    reached: set[int] = set()
    # A cookie that the caller brings cannot be spoilt by the generator, which thinks it has.
    promises = [one for one in PROMISES if one is not negative_data_rejection or not brings_cookie]

    @trying(
        max_examples=examples * TIMES,
        deadline=None,
        database=None,
        derandomize=TIMES == 1,
        suppress_health_check=CALM,
    )
    @for_all(case=operation.as_strategy(generation_mode=mode, **fixed))
    def ask(case: schemathesis.Case[Any]) -> None:
        for name in NO_REQUEST_AT_ALL:
            if case.headers:
                case.headers.pop(name, None)
        response = case.call(base_url=address, headers=dict(caller.headers))
        reached.add(response.status_code)
        case.validate_response(response, checks=promises)

    ask()
    return reached


# The app is served from threads of this process, and psycopg draws from `random` when it connects
# (3.3, `_conninfo_attempts`): now and then in the middle of a strategy, which Hypothesis notices.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
@pytest.mark.parametrize("label", LABELS)
def test_an_operation_answers_as_it_promises(
    label: str,
    neighbourhood: Neighbourhood,
    verified: Caller,
    seeds: dict[str, object],
    special: dict[str, dict[str, Any]],
) -> None:
    caller = caller_of(label, neighbourhood, verified)
    ids = {name: seed for name, seed in seeds.items() if f"{{{name}}}" in label}
    known: dict[str, Any] = {"path_parameters": ids} if ids else {}
    welcome = known | ({"body": BODIES[label]} if label in BODIES else {}) | special.get(label, {})
    positive, negative = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
    reached = asked(label, caller, positive, SEEDED_EXAMPLES, welcome | {"query": {}})
    reached |= asked(label, caller, positive, SEEDED_EXAMPLES, welcome)
    reached |= asked(label, caller, positive, POSITIVE_EXAMPLES, known)
    if ids or label in BODIES or label in special:
        reached |= asked(label, caller, positive, POSITIVE_EXAMPLES, {})
        reached |= asked(label, caller, negative, NEGATIVE_EXAMPLES, {})
        reached |= asked(label, caller, negative, NEGATIVE_EXAMPLES, known)
    else:  # Nothing can be said wrongly to an operation without parameters but the address.
        path = label.partition(" ")[2]
        reached.add(caller.get(f"/api/v1{path}?%FF").status)
    assert any(200 <= status < 300 for status in reached), reached
    assert any(400 <= status < 500 for status in reached), reached
