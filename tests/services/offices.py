"""Who serves, who is looked at: what tests of offices ask of a neighbourhood."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import psycopg

from tests.services.browsing import Browser, signed_in
from tests.services.calling import Answer
from tests.services.conftest import Neighbourhood

NUMBERS = itertools.count(1)
Seen = tuple[str, str, datetime]


def shown(neighbourhood: Neighbourhood, answer: Answer) -> Answer:
    """What was recorded stands in every view."""
    assert answer.status in {200, 201}, answer.body
    seen = neighbourhood.visitor.get(f"policies?after={answer.json['position']}")
    assert seen.status == 200, seen.body
    return answer


def joined(neighbourhood: Neighbourhood, name: str, *, confirmed: bool = True) -> str:
    """Somebody on the roll without a log-in, whom only this test knows."""
    details = {"household": f"9号楼{next(NUMBERS)}室", "age_band": "18-and-over"}
    answer = neighbourhood.clerk.post("desk/residents", {"name": name, **details})
    assert answer.status == 201, answer.body
    member = str(answer.json["id"])
    if confirmed:
        answer = neighbourhood.clerk.post(f"residents/{member}/verification")
    shown(neighbourhood, answer)
    return member


def granted(neighbourhood: Neighbourhood, role: str, **more: object) -> tuple[str, str]:
    """A newcomer with a role; the log-in, and the name that holds it."""
    caller, login = neighbourhood.newcomer()
    if role in {"steward", "planner"}:
        caller.post("residents", {"name": "某人", "age_band": "18-and-over"})
    handle = f"h-{login.rpartition('-')[2]}"
    body = {"who": login, "role": role, "handle": handle, **more}
    answer = shown(neighbourhood, neighbourhood.committee.post("roles", body))
    return login, str(answer.json["id"])


def appointed(neighbourhood: Neighbourhood, role: str) -> Browser:
    """A newcomer with a role, signed in."""
    login, _ = granted(neighbourhood, role)
    return signed_in(neighbourhood, login)


@contextmanager
def on_the_keys(neighbourhood: Neighbourhood) -> Iterator[psycopg.Connection]:
    with psycopg.connect(neighbourhood.keys_url) as connection:
        yield connection


def seen(neighbourhood: Neighbourhood, member: str) -> list[Seen]:
    """By whom, where and when somebody's details were looked at."""
    with on_the_keys(neighbourhood) as connection:
        return connection.execute(
            "SELECT l.staff, l.place, l.at FROM contact_look l JOIN name n USING (person)"
            " WHERE n.name = %s ORDER BY l.place",
            (member,),
        ).fetchall()


def looks_at(neighbourhood: Neighbourhood, member: str) -> list[tuple[str, str]]:
    return [(staff, place) for staff, place, _ in seen(neighbourhood, member)]
