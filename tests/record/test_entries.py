import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

import pytest
import rfc8785
from eventsourcing.dcb.api import DCBEvent
from hypothesis import given as for_all
from hypothesis import settings as trying
from hypothesis import strategies as st

from domain.catalogue import CATALOGUE
from domain.kernel import Event
from domain.voting.events import BallotCast
from infra.mapper import (
    EntryTooLarge,
    canonical,
    commitment,
    entry_of,
    event_of,
    private_fields,
)
from tests.cast import founded, joined, suggestion_submitted
from tests.one_of_each import one_of_each
from tests.record.any_event import events_of
from tests.record.entry_mapper import EntryMapper

SALT = bytes(range(32))
salts = st.binary(min_size=32, max_size=32)
field_names = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12)
every_class = pytest.mark.parametrize("kind", CATALOGUE.values(), ids=list(CATALOGUE))
classes_with_words = [kind for kind in CATALOGUE.values() if kind.PRIVATE]


def written(event: Event, salt: bytes = SALT) -> bytes:
    """The entry as the writer makes it: with a commitment where there is something private."""
    private = private_fields(event)
    return entry_of(event, commitment(salt, private) if private else None)


def parts(value: object) -> list[object]:
    """Everything that a JSON value consists of, itself included."""
    if isinstance(value, dict):
        return [value, *(part for each in value.values() for part in parts(each))]
    if isinstance(value, list):
        return [value, *(part for each in value for part in parts(each))]
    return [value]


@every_class
class TestEveryEntry:
    def test_it_is_canonical_json(self, kind: type[Event]) -> None:
        @trying(deadline=None)
        @for_all(events_of(kind))
        def law(event: Event) -> None:
            entry = written(event)
            assert entry == rfc8785.dumps(json.loads(entry))

        law()

    def test_it_says_when_who_and_what_and_nothing_else(self, kind: type[Event]) -> None:
        @trying(deadline=None)
        @for_all(events_of(kind))
        def law(event: Event) -> None:
            entry = json.loads(written(event))
            assert set(entry) - {"c"} == {"at", "by", "data", "e"}
            assert ("c" in entry) == bool(private_fields(event))
            assert set(entry["data"]) - {"for"} <= set(event.PUBLIC)
            assert entry["e"] == event.TOPIC
            assert entry["data"].get("for", entry["by"]) == event.act.who

        law()

    def test_it_holds_neither_fractions_nor_nothings(self, kind: type[Event]) -> None:
        @trying(deadline=None)
        @for_all(events_of(kind))
        def law(event: Event) -> None:
            for part in parts(json.loads(written(event))):
                assert isinstance(part, str | bool | int | list | dict)
                assert type(part) is not int or abs(part) < 2**53

        law()

    def test_it_is_read_and_written_again_to_the_byte(self, kind: type[Event]) -> None:
        @trying(deadline=None)
        @for_all(events_of(kind))
        def law(event: Event) -> None:
            entry = written(event)
            read = event_of(entry)
            assert entry_of(read, json.loads(entry).get("c")) == entry
            assert read == event.model_copy(update=dict.fromkeys(kind.PRIVATE))
            assert private_fields(read) == {}
            assert read.tags == event.tags

        law()

    def test_the_librarys_mapper_writes_the_same(self, kind: type[Event]) -> None:
        @trying(deadline=None)
        @for_all(events_of(kind))
        def law(event: Event) -> None:
            read = event_of(written(event))
            mapper = EntryMapper()
            stored = mapper.to_dcb_event(mapper.to_domain_event(_stored(read)))
            assert (stored.type, stored.data, stored.tags) == (
                kind.TOPIC,
                entry_of(read),
                event.tags,
            )

        law()


def _stored(event: Event) -> DCBEvent:
    return DCBEvent(type=event.TOPIC, data=entry_of(event), tags=event.tags)


@pytest.mark.parametrize("kind", classes_with_words, ids=lambda kind: str(kind.TOPIC))
def test_what_is_private_never_stands_in_an_entry(kind: type[Event]) -> None:
    words = st.text(min_size=1).map("绝密".__add__)

    @trying(deadline=None)
    @for_all(
        events_of(kind).filter(lambda event: b"\xe7\xbb\x9d\xe5\xaf\x86" not in written(event)),
        st.fixed_dictionaries(dict.fromkeys(kind.PRIVATE, words)),
    )
    def law(event: Event, secrets: dict[str, str]) -> None:
        entry = written(event.model_copy(update=secrets))
        assert "绝密".encode() not in entry
        assert b"\\u7edd" not in entry
        assert not [name for name in kind.PRIVATE if name in json.loads(entry)["data"]]

    law()


def test_residents_words_and_personal_details_are_private() -> None:
    private = {kind.TOPIC: (kind.PRIVATE, kind.READER) for kind in classes_with_words}
    assert private == {
        "community.PolicyAdopted.1": (("text",), "public"),
        "residents.ResidentJoined.1": (("age_band", "household", "name"), "person"),
        "residents.DetailsTold.1": (("age_band", "household", "name"), "person"),
        "suggestions.PaperKept.1": (("picture",), "person"),
        "suggestions.SuggestionSubmitted.1": (("text", "title"), "public"),
        "suggestions.SuggestionAmended.1": (("text", "title"), "public"),
        "suggestions.CommentMade.1": (("text",), "public"),
        "suggestions.ModerationAppealed.1": (("text",), "person"),
    } | {
        f"{kind}.1": ((field,), "public")
        for kind, field in (
            ("suggestions.SuggestionAnswered", "text"),
            ("suggestions.SuggestionMerged", "reason"),
            ("suggestions.MergeUndone", "reason"),
            ("suggestions.SuggestionModerated", "reason"),
            ("suggestions.CommentModerated", "reason"),
            ("suggestions.AppealDecided", "reason"),
            ("voting.PollExtended", "reason"),
            ("voting.PollCancelled", "reason"),
        )
    } | {
        "voting.PollOpened.1": (("labels", "text", "title"), "public"),
        "voting.BallotCast.1": (("choice",), "nobody"),
    }


def test_a_ballot_is_the_only_thing_that_nobody_may_read() -> None:
    assert [kind for kind in classes_with_words if kind.READER == "nobody"] == [BallotCast]


class TestTheCommitment:
    @trying(deadline=None)
    @for_all(salts, st.dictionaries(field_names, st.text(), min_size=1))
    def test_it_is_the_hash_that_the_entry_format_says(
        self, salt: bytes, private: dict[str, str]
    ) -> None:
        hashed = sha256(b"linli/commit/v1" + b"\x00" + salt + rfc8785.dumps(private)).digest()
        assert commitment(salt, private) == urlsafe_b64encode(hashed).decode().rstrip("=")

    def test_it_is_the_same_for_ever(self) -> None:
        private = {"title": "读书角", "text": "周末讲故事"}
        plain = '{"text":"周末讲故事","title":"读书角"}'.encode()
        hashed = sha256(b"linli/commit/v1\x00" + SALT + plain).digest()
        assert urlsafe_b64decode(commitment(SALT, private) + "=") == hashed

    @trying(deadline=None)
    @for_all(salts, st.lists(st.integers(0, 149), max_size=50))
    def test_that_of_a_ballot_is_the_hash_of_its_choice(
        self, salt: bytes, choice: list[int]
    ) -> None:
        said = rfc8785.dumps({"choice": choice})
        hashed = sha256(b"linli/commit/v1" + b"\x00" + salt + said).digest()
        committed = commitment(salt, {"choice": tuple(choice)})
        assert committed == urlsafe_b64encode(hashed).decode().rstrip("=")

    @trying(deadline=None)
    @for_all(salts, salts)
    def test_the_same_words_cannot_be_recognised_under_another_salt(
        self, salt: bytes, other: bytes
    ) -> None:
        private = {"text": "同意"}
        assert (commitment(salt, private) == commitment(other, private)) == (salt == other)

    def test_other_words_do_not_fit_it(self) -> None:
        entry = written(suggestion_submitted)
        changed = suggestion_submitted.model_copy(update={"text": "改成停车场。"})
        assert written(changed) != entry
        assert json.loads(written(changed))["data"] == json.loads(entry)["data"]

    def test_a_field_that_is_absent_is_not_committed_to(self) -> None:
        title_only = suggestion_submitted.model_copy(update={"text": None})
        assert private_fields(title_only) == {"title": suggestion_submitted.title}

    def test_an_entry_without_private_words_has_none(self) -> None:
        assert "c" not in json.loads(
            written(joined.model_copy(update=dict.fromkeys(joined.PRIVATE)))
        )


class TestTheLengthOfAnEntry:
    def longest(self) -> Event:
        spare = 65_535 - len(written(founded)) + len(founded.name.encode())
        return founded.model_copy(update={"name": "n" * spare})

    def test_65535_bytes_are_written(self) -> None:
        assert len(written(self.longest())) == 65_535

    def test_one_byte_more_is_refused(self) -> None:
        longest = self.longest()
        assert isinstance(longest, type(founded))
        longer = longest.model_copy(update={"name": longest.name + "n"})
        with pytest.raises(EntryTooLarge):
            written(longer)

    def test_it_is_bytes_that_count_and_not_characters(self) -> None:
        with pytest.raises(EntryTooLarge):
            written(founded.model_copy(update={"name": "社" * 22_000}))

    def test_however_long_the_words_they_do_not_lengthen_the_entry(self) -> None:
        longer = suggestion_submitted.model_copy(update={"text": "长" * 100_000})
        assert len(written(longer)) == len(written(suggestion_submitted))


class TestCanonicalBytes:
    simple = st.text() | st.booleans() | st.integers(1 - 2**53, 2**53 - 1)
    values = st.recursive(simple, lambda inner: st.lists(inner, max_size=4), max_leaves=12)

    @trying(deadline=None)
    @for_all(st.dictionaries(field_names, values))
    def test_they_are_those_of_rfc_8785(self, value: dict[str, Any]) -> None:
        assert canonical(value) == rfc8785.dumps(value)


def test_the_catalogue_has_a_cast_for_each_of_its_names() -> None:
    assert {event.TOPIC for event in one_of_each} == set(CATALOGUE)


def test_an_entry_of_an_unknown_name_or_field_is_not_read() -> None:
    entry = json.loads(written(founded))
    with pytest.raises(KeyError):
        event_of(canonical({**entry, "e": "community.CommunityFounded.2"}))
    with pytest.raises(ValueError, match="Extra inputs are not permitted"):
        event_of(canonical({**entry, "data": {**entry["data"], "colour": "red"}}))
