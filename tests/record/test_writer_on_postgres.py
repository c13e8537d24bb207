from __future__ import annotations

import random
from datetime import timedelta
from uuid import UUID

import pytest
from eventsourcing.dcb.domain import Selector

from domain.kernel import Act, Command
from domain.suggestions.as_it_stands import NoSuchSuggestion
from domain.suggestions.events import CHOICES, StanceTaken, SuggestionSubmitted
from domain.suggestions.import_suggestion import ImportSuggestion
from infra.keys import DIGEST_KEY_AGE_MAX, DIGEST_KEY_RENEWED_AFTER, KeyDestroyed, Keys, NoKey
from infra.mapper import EntryTooLarge
from infra.writer import Outcome, Waiting, Writer
from services.door import Recorded, RequestReused
from tests.record.town import (
    NOON,
    SCOPE,
    Town,
    again,
    asked,
    founded,
    fresh,
    refusals,
    request,
)

STORM_COMMANDS = 2_000
STORM_BATCH = 250


class Broken(Command):
    """A command with a bug at one of its steps, and a tag that may be unusable."""

    def __init__(self, at: str, tag: str = "suggestion:x") -> None:
        self.act, self.at, self.tag = Act.of("staff:chair", NOON), at, tag

    def consistency_boundary(self) -> list[Selector]:
        if self.at == "boundary":
            raise ZeroDivisionError
        return [Selector([SuggestionSubmitted], [] if self.at == "selector" else [self.tag])]

    def execute(self) -> None:
        if self.at == "execute":
            raise ZeroDivisionError
        self.record(
            SuggestionSubmitted(
                act=self.act, suggestion=self.tag, scope=SCOPE, category="services", channel="web"
            )
        )


class Nameless(Broken):
    """A command that has lost its envelope."""

    def __init__(self) -> None:
        super().__init__("execute")
        del self.act


def imported(text: str) -> ImportSuggestion:
    """Official prose, without a private key of anybody, and as long as one likes in public."""
    return ImportSuggestion(
        act=Act.of("import:polis", NOON), suggestion=fresh("suggestion"), scope=SCOPE,
        category=text, source_id="1", occurred_at="2015-08-01T00:00:00Z", title="标题",
        text="", hidden=False,
    )  # fmt: skip


class TestOneBatch:
    def test_a_later_command_sees_what_an_earlier_one_decided(self, linjiang: Town) -> None:
        resident = linjiang.resident()
        suggested = resident.submits()
        stance = resident.takes(suggested.suggestion)
        first, second, repeated = linjiang.recorded(suggested, stance, stance)
        assert (first.count, second.count, repeated.count) == (1, 1, 0)
        assert (second.head, repeated.head) == (first.head + 1, first.head + 1)
        assert linjiang.count(StanceTaken.TOPIC) == 1

    def test_an_earlier_command_does_not_see_a_later_one(self, linjiang: Town) -> None:
        resident = linjiang.resident()
        suggested = resident.submits()
        outcomes = linjiang.decide(resident.takes(suggested.suggestion), suggested)
        assert refusals(outcomes) == [NoSuchSuggestion]

    @pytest.mark.parametrize(
        "broken",
        [
            Broken("boundary"),
            Broken("selector"),
            Broken("execute"),
            Broken("nowhere", "a\0b"),
            Broken("nowhere", "\ud800"),
            Broken("nowhere", "x" * 3_000),
            Broken("nowhere", ""),
            Nameless(),
        ],
        ids=[
            "boundary",
            "selector",
            "execute",
            "nul",
            "surrogate",
            "long tag",
            "empty tag",
            "nameless",
        ],
    )
    def test_a_bug_fails_its_caller_alone(self, linjiang: Town, broken: Command) -> None:
        resident = linjiang.resident()
        suggested = resident.submits()
        outcomes = linjiang.decide(suggested, broken, resident.takes(suggested.suggestion))
        assert [isinstance(outcome, Recorded) for outcome in outcomes] == [True, False, True]
        assert linjiang.count(StanceTaken.TOPIC) == 1

    def test_an_entry_that_is_too_large_fails_its_caller_alone(self, linjiang: Town) -> None:
        resident = linjiang.resident()
        outcomes = linjiang.decide(
            resident.submits(), imported("很" * 30_000), imported("services")
        )
        assert refusals(outcomes) == [EntryTooLarge]
        assert linjiang.count(SuggestionSubmitted.TOPIC) == 2

    def test_a_person_without_a_key_fails_alone(self, linjiang: Town) -> None:
        here, erased = linjiang.residents(2)
        linjiang.rows("DELETE FROM person WHERE id = %s", erased.person, keys=True)
        suggested = here.submits()
        outcomes = linjiang.decide(
            suggested, erased.submits(), erased.takes(suggested.suggestion), here.says("x")
        )
        assert refusals(outcomes) == [KeyDestroyed, NoSuchSuggestion]
        assert linjiang.count(StanceTaken.TOPIC) == 1

    def test_a_community_whose_key_is_lost_still_hears_its_residents(self, linjiang: Town) -> None:
        resident = linjiang.resident()
        linjiang.rows("DELETE FROM community_key", keys=True)
        outcomes = linjiang.decide(imported("services"), resident.submits())
        assert refusals(outcomes) == [NoKey]

    def test_a_refusal_is_answered_after_the_commit_on_which_it_rests(self, linjiang: Town) -> None:
        resident = linjiang.resident()
        suggestions = [resident.submits(f"第{number}条建议") for number in range(6)]
        outcomes = linjiang.decide(*suggestions)
        assert [reason.__name__ for reason in refusals(outcomes)] == ["EnoughForToday"]
        assert linjiang.count(SuggestionSubmitted.TOPIC) == 5


def test_a_second_community_is_founded_on_connections_that_have_written(linjiang: Town) -> None:
    for number in range(3):
        other = founded(linjiang.installation, f"other-{number}")
        assert len(other.entries()) > 0
    assert len({linjiang.log, other.log}) == 2


class TestARequest:
    def test_the_same_request_gets_the_first_answer(self, linjiang: Town) -> None:
        resident = linjiang.resident()
        suggested, key = resident.submits(), request()
        [first] = linjiang.recorded(asked(suggested, key))
        linjiang.recorded(resident.takes(suggested.suggestion))
        # Decided afresh it would be refused, since the suggestion has been made.
        assert linjiang.recorded(asked(suggested, key)) == [first]
        assert linjiang.recorded(*[asked(suggested, key)] * 3) == [first] * 3
        assert linjiang.count(SuggestionSubmitted.TOPIC) == 1

    def test_also_in_the_same_batch(self, linjiang: Town) -> None:
        command, key = linjiang.resident().submits(), request()
        first, second = linjiang.recorded(asked(command, key), asked(command, key))
        assert first == second
        assert linjiang.count(SuggestionSubmitted.TOPIC) == 1

    def test_also_when_nothing_was_recorded(self, linjiang: Town) -> None:
        resident = linjiang.resident()
        suggestion = linjiang.suggestion(resident)
        linjiang.recorded(resident.takes(suggestion))
        waiting = asked(resident.takes(suggestion), request())
        [first] = linjiang.recorded(waiting)
        assert first.count == 0
        linjiang.recorded(resident.takes(suggestion, "disagree"))
        assert linjiang.recorded(waiting) == [first]
        assert linjiang.count(StanceTaken.TOPIC) == 2

    def test_with_another_body_it_is_told_so(self, linjiang: Town) -> None:
        waiting = asked(linjiang.resident().submits(), request(b"one"))
        outcomes = linjiang.decide(waiting, again(waiting, b"two"))
        assert refusals(outcomes) == [RequestReused]
        assert refusals(linjiang.decide(again(waiting, b"two"))) == [RequestReused]

    def test_a_refusal_is_decided_afresh(self, linjiang: Town) -> None:
        resident = linjiang.resident()
        suggested = resident.submits()
        waiting = asked(resident.takes(suggested.suggestion), request(b"one"))
        assert refusals(linjiang.decide(waiting)) == [NoSuchSuggestion]
        linjiang.recorded(suggested)
        [recorded] = linjiang.recorded(again(waiting, b"two"))
        assert recorded.count == 1

    def test_it_is_known_even_after_its_secret_was_destroyed(self, linjiang: Town) -> None:
        waiting = asked(linjiang.resident().submits(), request(b"one"))
        [first] = linjiang.recorded(waiting)
        [(before,)] = linjiang.rows("SELECT id FROM digest_key", keys=True)
        later = Writer(
            linjiang.installation.main,
            linjiang.installation.keys,
            linjiang.installation.chance,
            lambda: NOON + DIGEST_KEY_AGE_MAX + timedelta(days=1),
        )
        assert later.decided(linjiang.log, [waiting]) == [first]
        assert later.decided(linjiang.log, [again(waiting, b"two")]) == [first]
        assert [(before,)] != linjiang.rows("SELECT id FROM digest_key", keys=True)

    def test_a_secret_that_another_process_has_just_made_is_looked_up(self, linjiang: Town) -> None:
        installation = linjiang.installation
        linjiang.recorded(asked(linjiang.resident().submits(), request(b"zero")))
        waiting = asked(linjiang.resident().submits(), request(b"one"))
        beside = Writer(
            installation.main,
            Keys(installation.keys.pool, installation.keys.master, installation.chance),
            installation.chance,
            lambda: NOON + DIGEST_KEY_RENEWED_AFTER + timedelta(days=1),
        )
        [first] = beside.decided(linjiang.log, [waiting])
        assert isinstance(first, Recorded)
        assert isinstance(linjiang.decide(again(waiting, b"two"))[0], RequestReused)

    def test_bodies_cannot_be_guessed_from_what_is_stored(self, linjiang: Town) -> None:
        linjiang.recorded(asked(linjiang.resident().submits(), request(b'{"choice":"agree"}')))
        [(key, digest)] = linjiang.rows("SELECT digest_key, digest FROM request")
        assert key is not None
        assert digest != UUID(int=0).bytes
        assert b"agree" not in digest

    def test_a_storm_of_repeats_records_everything_once(self, linjiang: Town) -> None:
        chance = random.Random(2026)  # noqa: S311 - nothing here is a secret.
        residents = linjiang.residents(20)
        suggestions = [linjiang.suggestion(one) for one in residents[:10]]
        storm: list[Waiting] = []
        while len(storm) < STORM_COMMANDS:
            if storm and chance.random() < 0.1:
                storm.append(chance.choice(storm))
            else:
                resident, choice = chance.choice(residents), chance.choice(CHOICES)
                storm.append(asked(resident.takes(chance.choice(suggestions), choice), request()))
        answers: dict[UUID, Outcome] = {}
        for start in range(0, STORM_COMMANDS, STORM_BATCH):
            batch = storm[start : start + STORM_BATCH]
            for waiting, outcome in zip(batch, linjiang.decide(*batch), strict=True):
                assert waiting.request is not None
                assert answers.setdefault(waiting.request.id, outcome) == outcome
        recorded = [one for one in answers.values() if isinstance(one, Recorded)]
        assert len(recorded) == len(answers) < STORM_COMMANDS
        assert linjiang.count(StanceTaken.TOPIC) == sum(one.count for one in recorded)
