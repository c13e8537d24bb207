"""What a sealed ballot shows to whoever reads the log, the vault or a dump: not its choice."""

import asyncio
import json

from domain.voting.events import BallotCast
from infra import poll_keys
from infra.ballots import SealedBallots
from infra.bell import Bell
from infra.keys import NoKey
from infra.record import PostgresRecord
from infra.runner import Runner
from tests.record.ballots import BallotPaper
from tests.record.polls import vote
from tests.record.town import NOON, Town


def test_the_log_says_who_voted_and_nothing_of_what(linjiang: Town) -> None:
    somebody = linjiang.resident()
    poll = BallotPaper.opened(linjiang, "sealed")
    position = poll.votes(somebody, 2)
    entry = poll.entries(BallotCast.TOPIC)[position]
    assert set(entry) == {"at", "by", "c", "data", "e"}
    assert entry["by"] == somebody.voice
    assert entry["data"] == {"channel": "web", "poll": poll.poll}


def test_the_same_choice_never_looks_alike_twice(linjiang: Town) -> None:
    somebody = linjiang.resident()
    poll = BallotPaper.opened(linjiang)
    for _ in range(5):
        poll.votes(somebody, 2)
    assert len({entry["c"] for entry in poll.entries(BallotCast.TOPIC).values()}) == 5


def test_all_ballots_are_equally_long_however_they_are_filled_in(linjiang: Town) -> None:
    voters = linjiang.residents(2)
    poll = BallotPaper.opened(linjiang)
    for choice, voter in enumerate(voters):
        poll.votes(voter, choice)
    blank = vote(voters[0], poll.poll, 0, NOON)
    blank.choice = ()
    linjiang.recorded(blank)
    sealed = linjiang.rows(
        "SELECT DISTINCT octet_length(ciphertext) FROM vault WHERE position = ANY(%s)",
        list(poll.entries(BallotCast.TOPIC)),
    )
    assert len(sealed) == 1


def test_no_page_and_no_export_is_given_a_choice_or_a_salt(linjiang: Town) -> None:
    somebody = linjiang.resident()
    poll = BallotPaper.opened(linjiang)
    position = poll.votes(somebody, 1)
    installation = linjiang.installation
    record = PostgresRecord(
        installation.main, installation.keys, installation.communities,
        Runner(installation.conninfo, Bell(installation.conninfo)),
    )  # fmt: skip
    everything = range(1, len(linjiang.entries()) + 1)
    found = asyncio.run(record.private(linjiang.community, everything))
    assert position not in found
    assert not [fields for fields in found.values() if "choice" in fields]


def test_without_the_key_of_its_poll_no_ballot_is_taken(linjiang: Town) -> None:
    somebody = linjiang.resident()
    poll = BallotPaper.opened(linjiang)
    poll_keys.destroy(linjiang.installation.keys, linjiang.community.origin, poll.poll)
    head = len(linjiang.entries())
    [outcome] = linjiang.decide(vote(somebody, poll.poll, 1, NOON))
    assert isinstance(outcome, NoKey)
    assert len(linjiang.entries()) == head


def test_a_key_of_one_community_opens_nothing_in_another(linjiang: Town) -> None:
    poll = BallotPaper.opened(linjiang)
    keys = linjiang.installation.keys
    assert poll_keys.of(keys, "elsewhere.example/yulan", [poll.poll]) == {}
    assert list(poll_keys.of(keys, linjiang.community.origin, [poll.poll])) == [poll.poll]


def test_a_dump_of_the_keys_shows_no_key_of_a_poll(linjiang: Town) -> None:
    poll = BallotPaper.opened(linjiang)
    [key] = poll_keys.of(
        linjiang.installation.keys, linjiang.community.origin, [poll.poll]
    ).values()
    [(row,)] = linjiang.rows("SELECT p::text FROM poll_key p", keys=True)
    assert key.hex() not in row


class TestTwoPollsThatDifferInNothingButTheirVotes:
    def told(self, there: Town, *choices: int) -> tuple[list[object], ...]:
        """All that the record holds of a poll, with commitments and ciphertexts masked."""
        voters = there.residents(2)
        poll = BallotPaper.opened(there)
        before = {**dict.fromkeys(voter.voice for voter in voters), poll.poll: None}
        masks = {name: f"<{number}>" for number, name in enumerate(before)}
        for voter, choice in zip((*voters, voters[0]), choices, strict=True):
            poll.votes(voter, choice)
        entries = list(poll.entries(BallotCast.TOPIC).values())
        positions = list(poll.entries(BallotCast.TOPIC))
        for entry in entries:
            assert entry.pop("c")
        sizes = there.rows(
            "SELECT position - %s, octet_length(ciphertext) FROM vault WHERE position = ANY(%s)"
            " ORDER BY 1",
            positions[0],
            positions,
        )
        tags = there.rows(
            "SELECT tags, type FROM event WHERE position = ANY(%s) ORDER BY position", positions
        )
        return masked(entries, masks), masked(sizes, masks), masked(tags, masks)

    def test_look_alike_until_they_are_opened(self, linjiang: Town) -> None:
        assert self.told(linjiang, 0, 0, 0) == self.told(linjiang, 1, 2, 3)


def masked(said: object, masks: dict[str, str]) -> list[object]:
    text = json.dumps(said)
    for name, mask in masks.items():
        text = text.replace(name, mask)
    found: list[object] = json.loads(text)
    return found


class TestASecondPersonReadsTheSameSheet:
    def compared(self, there: Town, position: int, *choice: int) -> bool:
        installation = there.installation
        ballots = SealedBallots(installation.main, installation.keys, installation.clock)
        return asyncio.run(ballots.matches(there.community, position, choice))

    def test_the_same_choice_matches_and_no_other_one(self, linjiang: Town) -> None:
        somebody = linjiang.resident()
        poll = BallotPaper.opened(linjiang)
        _, position = poll.votes_on_paper(somebody, 2)
        assert self.compared(linjiang, position, 2)
        assert not any(self.compared(linjiang, position, *other) for other in ((), (1,), (2, 3)))

    def test_a_ballot_without_paper_is_compared_with_nothing(self, linjiang: Town) -> None:
        somebody = linjiang.resident()
        poll = BallotPaper.opened(linjiang)
        position = poll.votes(somebody, 2)
        assert not any(self.compared(linjiang, position, choice) for choice in range(4))

    def test_neither_is_another_entry_nor_one_that_is_not_there(self, linjiang: Town) -> None:
        assert not self.compared(linjiang, 1, 2)
        assert not self.compared(linjiang, 99, 2)

    def test_after_the_opening_nothing_is_compared_any_more(self, linjiang: Town) -> None:
        somebody = linjiang.resident()
        poll = BallotPaper.opened(linjiang)
        _, position = poll.votes_on_paper(somebody, 2)
        poll_keys.destroy(linjiang.installation.keys, linjiang.community.origin, poll.poll)
        assert not self.compared(linjiang, position, 2)
