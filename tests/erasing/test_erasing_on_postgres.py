"""How somebody is erased: what is taken back, in which order, when, and what goes with it."""

import json
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import psycopg
import pytest

from domain.kernel import Act
from domain.residents.events import MemberLeft, PersonErased, RoleRevoked
from domain.residents.grant_role import GrantRole
from domain.suggestions.events import StanceWithdrawn, SuggestionWithdrawn
from infra.destroying import come_back
from infra.erasing import Erasing
from infra.keys import NoKey
from infra.words import fill_inline
from services.erasure import REFLECTION_DAYS, SPREAD_DAYS
from tests.erasing.conftest import Days
from tests.record.town import NOON, Resident, Town

WAITING = timedelta(days=REFLECTION_DAYS)
WHOLE = timedelta(days=REFLECTION_DAYS + SPREAD_DAYS)


def busy(there: Town) -> tuple[Resident, list[str]]:
    """Somebody with a suggestion, three stances and two offices; and those suggestions."""
    neighbour, somebody = there.residents(2)
    ideas = [there.suggestion(neighbour, f"第{n}条") for n in range(3)]
    own = there.suggestion(somebody, "我的一条", "只有我知道")
    there.recorded(*(somebody.takes(idea) for idea in ideas))
    keys, origin = there.installation.keys, there.community.origin
    service = keys.names([somebody.person], origin, "service")[somebody.person]
    handle = "staff:helper"
    there.installation.accounts.register(
        there.community, "somebody", "four words make one", person=somebody.person, staff=handle
    )
    there.recorded(
        *(
            GrantRole(act=Act.of(there.chair, NOON), holder=holder, role=role)
            for holder, role in ((service, "steward"), (handle, "clerk"))
        )
    )
    return somebody, [*ideas, own]


def told(there: Town, after: int) -> list[str]:
    return [kind for position, kind, _ in there.entries() if position > after]


def people(there: Town) -> int:
    return int(there.rows("SELECT count(*) FROM person", keys=True)[0][0])


def rows_about(there: Town) -> int:
    """Rows of the erasure and its steps."""
    [(count,)] = there.rows(
        "SELECT (SELECT count(*) FROM erasure) + (SELECT count(*) FROM erasure_step)", keys=True
    )
    return int(count)


def test_for_three_days_nothing_happens_and_it_may_be_taken_back(
    there: Town, erasing: Erasing, days: Days
) -> None:
    somebody, ideas = busy(there)
    head = len(there.entries())
    asked = erasing.rows.ask(somebody.person, days())
    assert (asked.begins_at - asked.asked_at, asked.due_at - asked.asked_at) == (WAITING, WHOLE)
    days.pass_by(days=REFLECTION_DAYS, seconds=-1)
    erasing.run()
    assert erasing.rows.ask(somebody.person, days()) == asked
    assert told(there, head) == []
    there.recorded(somebody.takes(ideas[0], "disagree"))
    assert erasing.rows.take_back(somebody.person, days())
    assert rows_about(there) == 0
    days.pass_by(days=30)
    erasing.run()
    assert len(there.entries()) == head + 1


def test_once_it_has_begun_it_cannot_be_taken_back(
    there: Town, erasing: Erasing, days: Days
) -> None:
    somebody, _ = busy(there)
    erasing.rows.ask(somebody.person, days())
    days.pass_by(days=REFLECTION_DAYS)
    assert not erasing.rows.take_back(somebody.person, days())


def test_what_stands_ends_at_random_hours_then_the_membership_then_everything(
    there: Town, erasing: Erasing, days: Days
) -> None:
    somebody, _ = busy(there)
    head, before = len(there.entries()), people(there)
    asked = erasing.rows.ask(somebody.person, days())
    days.pass_by(days=REFLECTION_DAYS)
    heads = []
    while rows_about(there):
        erasing.run()
        heads.append(len(there.entries()))
        days.pass_by(minutes=10)
        assert days() <= asked.due_at + timedelta(hours=1)
    # Never two in one look, and hours lie between some of them: nobody sees one person in them.
    assert {b - a for a, b in pairwise(heads)} == {0, 1}
    assert heads.count(head) < len(heads)
    ended = told(there, head)
    assert sorted(ended[:-2]) == sorted(
        [SuggestionWithdrawn.TOPIC, *[StanceWithdrawn.TOPIC] * 3, *[RoleRevoked.TOPIC] * 2]
    )
    assert ended[-2:] == [MemberLeft.TOPIC, PersonErased.TOPIC]
    assert people(there) == before - 1
    ats = {json.loads(data)["at"][14:] for at, _, data in there.entries() if at > head}
    assert ats == {"00Z"}


def test_what_is_done_while_it_goes_on_is_taken_back_too(
    there: Town, erasing: Erasing, days: Days
) -> None:
    somebody, ideas = busy(there)
    head = len(there.entries())
    erasing.rows.ask(somebody.person, days())
    days.pass_by(days=REFLECTION_DAYS)
    while MemberLeft.TOPIC not in told(there, head):
        erasing.run()
        if told(there, head).count(StanceWithdrawn.TOPIC) == 3:
            there.decide(somebody.takes(ideas[0], "disagree"))
        days.pass_by(minutes=30)
    days.pass_by(days=SPREAD_DAYS)
    erasing.run()
    stances = told(there, head).count(StanceWithdrawn.TOPIC)
    taken = told(there, head).count("suggestions.StanceTaken.1")
    assert stances == 3 + taken


def test_steps_that_were_missed_do_not_follow_at_one_anothers_heels(
    there: Town, erasing: Erasing, days: Days
) -> None:
    somebody, _ = busy(there)
    erasing.rows.ask(somebody.person, days())
    days.pass_by(days=REFLECTION_DAYS)
    erasing.run()
    days.pass_by(days=30)
    before = len(there.entries())
    for _ in range(3):
        erasing.run()
    assert len(there.entries()) <= before + 2
    days.pass_by(days=1, seconds=1)
    for _ in range(20):
        erasing.run()
        days.pass_by(hours=12)
    assert rows_about(there) == 0


def test_at_once_leaves_no_key_no_ciphertext_no_word_and_no_picture(
    there: Town, erasing: Erasing
) -> None:
    somebody, _ = busy(there)
    keys, community = there.installation.keys, there.community
    voice, neighbour = somebody.voice, there.resident()
    idea = there.suggestion(neighbour)
    there.recorded(somebody.says(idea, "留一句话"))
    there.rows(
        "INSERT INTO picture VALUES (%s, %s, '\\x01', 'image/png', '\\x02')", there.log, voice
    )
    kept = len(there.rows("SELECT log FROM vault"))
    with psycopg.connect(there.installation.conninfo, autocommit=True) as connection:
        fill_inline(connection, keys)
    shown = len(there.rows("SELECT log FROM words"))
    erasing.at_once(somebody.person)
    assert keys.person_of(voice) is None
    assert keys.keys_of([voice, somebody.member]) == {}
    assert there.installation.accounts.account(community, "somebody") is None
    # The suggestion, the comment, and what the roll knew.
    assert len(there.rows("SELECT log FROM vault")) == kept - 3
    assert len(there.rows("SELECT log FROM words")) == shown - 2
    assert there.rows("SELECT log FROM picture") == []
    assert rows_about(there) == 0
    there.rows("TRUNCATE words, words_checkpoint")
    with psycopg.connect(there.installation.conninfo, autocommit=True) as connection:
        fill_inline(connection, keys)
    assert len(there.rows("SELECT log FROM words")) == shown - 2


def test_an_act_that_was_on_its_way_finds_no_key(there: Town, erasing: Erasing) -> None:
    somebody, ideas = busy(there)
    erasing.at_once(somebody.person)
    head = len(there.entries())
    [said, joined] = there.decide(somebody.says(ideas[0]), there.arrival(somebody)[0])
    assert isinstance(said, Exception)
    assert isinstance(joined, NoKey)
    assert len(there.entries()) == head


def test_nobodys_neighbour_loses_anything(there: Town, erasing: Erasing) -> None:
    somebody, ideas = busy(there)
    other = there.resident()
    there.recorded(other.says(ideas[-1], "我也说一句"), other.takes(ideas[-1]))
    before = set(there.rows("SELECT * FROM vault"))
    names = set(there.rows("SELECT name FROM name", keys=True))
    erasing.at_once(somebody.person)
    gone = {row[:2] for row in before - set(there.rows("SELECT * FROM vault"))}
    own = {
        (there.log, position)
        for position, _, data in there.entries()
        if json.loads(data).get("c") and json.loads(data)["by"] in {somebody.voice, somebody.member}
    }
    assert gone == own
    left = names - set(there.rows("SELECT name FROM name", keys=True))
    assert {name for (name,) in left} >= {somebody.voice, somebody.member}
    assert len(left) == 3


def test_an_erased_childs_guardians_are_not_joined_to_it_any_more(
    there: Town, erasing: Erasing
) -> None:
    child, guardian = there.residents(2)
    keys, origin = there.installation.keys, there.community.origin
    scope = f"guardian:{child.member.removeprefix('member:')}"
    named = keys.names([guardian.person], origin, scope)[guardian.person]
    erasing.at_once(child.person)
    assert keys.person_of(named) is None
    assert keys.person_of(guardian.member) == guardian.person


def test_what_one_log_says_of_an_erasure_tells_nothing_of_the_person(
    there: Town, erasing: Erasing
) -> None:
    somebody, _ = busy(there)
    head = len(there.entries())
    erasing.at_once(somebody.person)
    *_, (_, kind, data) = there.entries()
    assert kind == PersonErased.TOPIC
    assert json.loads(data)["by"] == "system"
    assert set(json.loads(data)["data"]) == {"erasure"}
    assert len(there.entries()) > head


def test_whoever_an_old_back_up_of_the_keys_brings_back_is_found_and_erased_again(
    there: Town, erasing: Erasing
) -> None:
    somebody, _ = busy(there)
    there.resident()
    backed_up = there.rows(
        "SELECT id, key, secret FROM person WHERE id = %s", somebody.person, keys=True
    )
    erasing.at_once(somebody.person)
    head = there.entries()
    assert erasing.again() == 0
    [(person, key, secret)] = backed_up
    there.rows(
        "INSERT INTO person (id, key, secret) VALUES (%s, %s, %s)", person, key, secret, keys=True
    )
    there.rows("INSERT INTO name VALUES (%s, %s)", somebody.voice, person, keys=True)
    assert come_back_here(there) == [somebody.person]
    assert erasing.again() == 1
    assert come_back_here(there) == []
    assert people_named(there, somebody.person) == 0
    assert there.entries() == head


def come_back_here(there: Town) -> list[UUID]:
    databases = there.installation.supervised.databases
    with psycopg.connect(databases.main) as main, psycopg.connect(databases.keys) as keys:
        return come_back(main, keys)


def people_named(there: Town, person: UUID) -> int:
    return int(there.rows("SELECT count(*) FROM person WHERE id = %s", person, keys=True)[0][0])


def test_who_rejoins_is_a_new_person_without_stance_or_office(
    there: Town, erasing: Erasing
) -> None:
    somebody, ideas = busy(there)
    erasing.at_once(somebody.person)
    [again] = there.residents(1)
    assert {again.voice, again.member}.isdisjoint({somebody.voice, somebody.member})
    there.recorded(again.takes(ideas[0]))
    standing: dict[str, str] = {}
    for _, kind, data in there.entries():
        entry = json.loads(data)
        if entry["data"].get("suggestion") == ideas[0]:
            who = entry["data"].get("for", entry["by"])
            if kind == "suggestions.StanceTaken.1":
                standing[who] = entry["data"]["choice"]
            elif kind == StanceWithdrawn.TOPIC:
                del standing[who]
    assert standing == {again.voice: "agree"}


@pytest.mark.parametrize("who", ["somebody", "member"])
def test_a_log_in_or_a_name_says_who(there: Town, who: str) -> None:
    from infra.verbs.erase import _person  # noqa: PLC0415

    somebody, _ = busy(there)
    named = somebody.member if who == "member" else who
    assert _person(there.installation, named, None) == somebody.person
