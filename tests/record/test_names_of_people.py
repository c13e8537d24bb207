import hmac
import re
from base64 import b64decode, urlsafe_b64encode

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import assume
from hypothesis import given as for_all
from hypothesis import settings as trying
from hypothesis import strategies as st

from domain.kernel import Act
from domain.voting.events import BallotCast
from infra.chance import Chance, SeededChance, SystemChance, fresh_id
from infra.keys import name_in_scope, seal, unseal
from infra.signing import vkey_of
from infra.vault import open_fields, owner, seal_fields, speaker
from tests.cast import (
    by_clerk,
    by_resident,
    by_system,
    clerk_for_resident,
    import_for_participant,
    suggestion_submitted,
)

HAITANG, YULAN = "linli.example/haitang", "linli.example/yulan"
SECRET = bytes(range(32))
SALT = bytes(range(100, 132))
WORDS = {"title": "楼下的读书角", "text": "周末请老人给孩子讲故事。"}
secrets = st.binary(min_size=32, max_size=32)
origins = st.from_regex(r"[a-z]{1,9}\.example/[a-z]{1,9}", fullmatch=True)
scopes = st.sampled_from(["member", "service", "voice:2026", "voice:2027", "voice:import/uberx"])


class TestTheNameOfAPerson:
    @trying(deadline=None)
    @for_all(secrets, origins, scopes)
    def test_it_is_the_scope_and_22_characters(
        self, secret: bytes, origin: str, scope: str
    ) -> None:
        name = name_in_scope(secret, origin, scope)
        assert re.fullmatch(re.escape(scope) + r":[A-Za-z0-9_-]{22}", name)

    @trying(deadline=None)
    @for_all(secrets, origins, scopes)
    def test_it_is_the_hmac_that_the_entry_format_says(
        self, secret: bytes, origin: str, scope: str
    ) -> None:
        message = b"linli/name/v1" + bytes(1) + origin.encode() + bytes(1) + scope.encode()
        digest = hmac.new(secret, message, "sha256").digest()
        expected = urlsafe_b64encode(digest).decode()[:22]
        assert name_in_scope(secret, origin, scope) == f"{scope}:{expected}"

    def test_it_is_always_the_same_within_a_scope(self) -> None:
        names = {name_in_scope(SECRET, HAITANG, "voice:2026") for _ in range(3)}
        assert len(names) == 1

    @trying(deadline=None)
    @for_all(secrets, scopes, scopes)
    def test_it_differs_from_scope_to_scope(self, secret: bytes, scope: str, other: str) -> None:
        assume(scope != other)
        assert _tail(secret, HAITANG, scope) != _tail(secret, HAITANG, other)

    @trying(deadline=None)
    @for_all(secrets, origins, origins)
    def test_it_differs_from_community_to_community(
        self, secret: bytes, origin: str, other: str
    ) -> None:
        assume(origin != other)
        assert _tail(secret, origin, "member") != _tail(secret, other, "member")

    @trying(deadline=None)
    @for_all(secrets, secrets)
    def test_it_differs_from_person_to_person(self, secret: bytes, other: bytes) -> None:
        assume(secret != other)
        assert _tail(secret, HAITANG, "member") != _tail(other, HAITANG, "member")


def _tail(secret: bytes, origin: str, scope: str) -> str:
    return name_in_scope(secret, origin, scope).removeprefix(f"{scope}:")


class TestSealedWords:
    def test_they_open_again_with_their_salt(self) -> None:
        sealed = seal_fields(SECRET, HAITANG, 7, SALT, WORDS)
        assert open_fields(SECRET, HAITANG, 7, sealed) == (SALT, WORDS)

    @trying(deadline=None)
    @for_all(
        secrets, st.integers(1), st.dictionaries(st.sampled_from("abc"), st.text(), min_size=1)
    )
    def test_whatever_was_said_comes_back(
        self, key: bytes, position: int, words: dict[str, str]
    ) -> None:
        sealed = seal_fields(key, HAITANG, position, SALT, words)
        assert open_fields(key, HAITANG, position, sealed) == (SALT, words)

    @pytest.mark.parametrize(
        ("key", "origin", "position"),
        [(SECRET, HAITANG, 8), (SECRET, HAITANG, 70), (SECRET, YULAN, 7), (bytes(32), HAITANG, 7)],
        ids=["another entry", "an entry further on", "another community", "another person's key"],
    )
    def test_they_open_nowhere_else(self, key: bytes, origin: str, position: int) -> None:
        sealed = seal_fields(SECRET, HAITANG, 7, SALT, WORDS)
        with pytest.raises(InvalidTag):
            open_fields(key, origin, position, sealed)

    def test_they_do_not_open_as_other_fields(self) -> None:
        sealed = seal_fields(SECRET, HAITANG, 7, SALT, {"title": "读书角"})
        renamed = sealed.replace(b"title", b"texts", 1)
        with pytest.raises(InvalidTag):
            open_fields(SECRET, HAITANG, 7, renamed)

    def test_a_changed_byte_is_noticed_wherever_it_is(self) -> None:
        sealed = seal(SECRET, b"words", b"entry 7")
        for place in range(len(sealed)):
            changed = bytearray(sealed)
            changed[place] ^= 1
            with pytest.raises(InvalidTag):
                unseal(SECRET, bytes(changed), b"entry 7")

    def test_the_same_words_never_look_alike(self) -> None:
        sealed = {seal_fields(SECRET, HAITANG, 7, SALT, WORDS) for _ in range(20)}
        assert len(sealed) == 20

    def test_neither_words_nor_salt_are_seen_from_outside(self) -> None:
        sealed = seal_fields(SECRET, HAITANG, 7, SALT, WORDS)
        assert SALT not in sealed
        assert not [words for words in WORDS.values() if words.encode()[:6] in sealed]


class TestWhoseKeyProtectsAnEntry:
    def test_a_persons_own_key_protects_what_is_said_by_or_for_them(self) -> None:
        for act in (by_resident, clerk_for_resident):
            assert speaker(act) == by_resident.by
        assert speaker(import_for_participant) == import_for_participant.on_behalf

    def test_the_communitys_key_protects_what_an_office_says(self) -> None:
        for act in (by_clerk, by_system, Act("import:uberx", by_system.at)):
            assert speaker(act) is None

    def test_the_key_of_the_poll_protects_a_ballot_whoever_cast_it(self) -> None:
        for act in (by_resident, clerk_for_resident):
            ballot = BallotCast(act=act, poll="poll:1", channel="web", choice=(1,))
            assert owner(ballot) == "poll:1"
            assert owner(suggestion_submitted.model_copy(update={"act": act})) == by_resident.by


class TestChance:
    def test_a_sample_community_draws_the_same_again_whatever_came_in_between(self) -> None:
        first, second = SeededChance("haitang"), SeededChance("haitang")
        first.draw("something else")
        assert first.draw("salt/7") == second.draw("salt/7")

    def test_every_purpose_and_every_seed_draws_something_else(self) -> None:
        chances: list[Chance] = [
            SeededChance("haitang"),
            SeededChance("yulan"),
            SystemChance(),
            SystemChance(),
        ]
        drawn = {chance.draw(purpose) for chance in chances for purpose in ("salt/7", "salt/8")}
        assert len(drawn) == 8

    def test_it_draws_as_many_bytes_as_are_asked_for(self) -> None:
        for chance in (SeededChance("haitang"), SystemChance()):
            assert len(chance.draw("salt/7")) == 32
            assert len(chance.draw("short/7", 12)) == 12

    def test_an_id_has_22_characters(self) -> None:
        assert re.fullmatch(r"[A-Za-z0-9_-]{22}", fresh_id(SystemChance(), "id"))


# Published keys: C2SP signed-note.md (CC BY 4.0), and golang/mod sumdb/note/note_test.go at
# fe2ec04f7c3c3aa6fad97631aafcff6e49e2d1db (BSD-3-Clause).
@pytest.mark.parametrize(
    "vkey",
    [
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
    ],
)
def test_a_verification_key_is_written_as_published(vkey: str) -> None:
    name, _, encoded = vkey.split("+", 2)
    algorithm, public = b64decode(encoded)[:1], b64decode(encoded)[1:]
    assert algorithm == b"\x01"
    assert vkey_of(name, public) == vkey
