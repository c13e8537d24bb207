"""Somebody is erased while a request for or by them is being answered: a sentence, never a 500."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg

from tests.services.browsing import HOME, Browser, signed_in, text_of
from tests.services.calling import Answer
from tests.services.conftest import PASSWORD, Neighbourhood
from tests.waiting import until

WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database()
"""


@contextmanager
def going(neighbourhood: Neighbourhood, login: str) -> Iterator[psycopg.Connection]:
    """A transaction that is about to destroy somebody: whoever needs them waits for its end."""
    with psycopg.connect(neighbourhood.keys_url) as connection:
        connection.execute(
            "SELECT FROM person p JOIN account a ON a.person = p.id WHERE a.login = %s FOR UPDATE",
            (login,),
        )
        yield connection


def answered(neighbourhood: Neighbourhood, login: str, ask: Callable[[], Answer]) -> Answer:
    """The answer to a question that finds the person, and then finds the person gone."""
    with ThreadPoolExecutor(1) as beside, going(neighbourhood, login) as connection:
        answer = beside.submit(ask)
        with psycopg.connect(neighbourhood.keys_url, autocommit=True) as watching:
            until(lambda: watching.execute(WAITING).fetchone() != (0,))
        connection.execute(
            "DELETE FROM person WHERE id = (SELECT person FROM account WHERE login = %s)", (login,)
        )
        connection.commit()
        return answer.result()


def test_whoever_is_erased_while_asking_a_program_is_not_signed_in(
    neighbourhood: Neighbourhood,
) -> None:
    caller, login = neighbourhood.newcomer()
    answer = answered(neighbourhood, login, lambda: caller.get("me"))
    assert (answer.status, answer.problem) == (401, "not-signed-in")


def test_whoever_is_erased_while_something_is_kept_for_them_is_not_signed_in(
    neighbourhood: Neighbourhood,
) -> None:
    caller, login = neighbourhood.newcomer()
    ask = {"password": PASSWORD}
    answer = answered(neighbourhood, login, lambda: caller.post("me/erasure", ask))
    assert (answer.status, answer.problem) == (401, "not-signed-in")


def test_whoever_is_erased_while_looking_at_a_page_is_asked_to_sign_in(
    neighbourhood: Neighbourhood,
) -> None:
    _, login = neighbourhood.newcomer()
    own = signed_in(neighbourhood, login)
    # Nobody has looked yet under which names this person may serve.
    answer = answered(neighbourhood, login, lambda: own.get(f"{HOME}/me"))
    assert answer.status == 401
    assert 'name="password"' in answer.body.decode()


def test_whoever_signs_in_while_being_erased_is_not_known(neighbourhood: Neighbourhood) -> None:
    _, login = neighbourhood.newcomer()
    own = {"login": login, "password": PASSWORD}
    answer = answered(neighbourhood, login, lambda: neighbourhood.visitor.post("sessions", own))
    assert (answer.status, answer.problem) == (401, "wrong-login")


def test_the_desk_is_told_that_nobody_is_known_by_the_name_of_somebody_erased_meanwhile(
    neighbourhood: Neighbourhood,
) -> None:
    suggestion = neighbourhood.suggestion()
    _, login = neighbourhood.newcomer()
    said = {"choice": "agree", "for": login}
    answer = answered(
        neighbourhood,
        login,
        lambda: neighbourhood.clerk.put(f"suggestions/{suggestion}/stance", said),
    )
    assert (answer.status, answer.problem) == (404, "no-such-login")


def test_a_page_of_the_desk_is_a_page_also_when_its_resident_is_erased_meanwhile(
    neighbourhood: Neighbourhood,
) -> None:
    clerk: Browser = signed_in(neighbourhood, "clerk")
    _, login = neighbourhood.newcomer()
    answer = answered(neighbourhood, login, lambda: clerk.get(f"{HOME}/desk/act?resident={login}"))
    assert answer.status == 404
    assert "没有" in text_of(answer)


def test_a_look_at_somebody_who_is_erased_meanwhile_is_noted_nowhere_and_hinders_nobody(
    neighbourhood: Neighbourhood,
) -> None:
    caller, login = neighbourhood.newcomer()
    caller.post("residents", {"name": "某人", "age_band": "18-and-over"})
    clerk = signed_in(neighbourhood, "clerk")
    assert clerk.get(f"{HOME}/desk").status == 200
    with psycopg.connect(neighbourhood.keys_url, autocommit=True) as connection:
        connection.execute("TRUNCATE contact_look")
    answer = answered(neighbourhood, login, lambda: clerk.get(f"{HOME}/desk"))
    assert answer.status == 200
