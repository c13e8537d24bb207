"""Names on disk outlive their classes: one entry of each name and version is kept for ever.

`python -m tests.record.test_event_names` writes the golden entry of a new name. It never touches
one that exists: an entry that no longer fits its class means that the class must become a new
version, and learn to read the old one.
"""

from pathlib import Path

import orjson
import pytest

from domain.catalogue import CATALOGUE
from domain.kernel import Event
from infra.mapper import commitment, entry_of, event_of, private_fields
from tests.one_of_each import one_of_each

GOLDEN = Path(__file__).parent.parent / "golden"
# Recorded before rules had a wording and hiding a reason; imports still record so.
OFTEN_WITHOUT_WORDS = {"community.PolicyAdopted.1", "suggestions.SuggestionModerated.1"}
SALT = bytes(range(32))
names = sorted(path.stem for path in GOLDEN.glob("*.json"))


def golden(name: str) -> bytes:
    """The entry itself; the file ends in a newline, as editors like it."""
    return (GOLDEN / f"{name}.json").read_bytes().removesuffix(b"\n")


def test_every_name_has_a_golden_entry() -> None:
    missing = set(CATALOGUE) - set(names)
    assert not missing


@pytest.mark.parametrize("name", names)
class TestEveryGoldenEntry:
    def test_it_is_still_read(self, name: str) -> None:
        event = event_of(golden(name))
        assert name == event.TOPIC
        assert private_fields(event) == {}
        assert all(event.tags)

    def test_it_is_written_again_to_the_byte(self, name: str) -> None:
        entry = golden(name)
        assert entry_of(event_of(entry), orjson.loads(entry).get("c")) == entry

    def test_it_has_a_commitment_where_its_class_has_private_fields(self, name: str) -> None:
        committed = orjson.loads(golden(name)).get("c")
        has_words = bool(CATALOGUE[name].PRIVATE) and name not in OFTEN_WITHOUT_WORDS
        assert (committed is not None) == has_words


def test_a_name_says_its_context_its_class_and_its_version() -> None:
    for name, kind in CATALOGUE.items():
        context, written, version = name.split(".")
        assert name == kind.TOPIC
        assert kind.__module__ == f"domain.{context}.events"
        assert kind.__name__.startswith(written)
        assert int(version) >= 1


def test_no_event_is_left_out_of_the_catalogue() -> None:
    ours = {kind for kind in Event.__subclasses__() if kind.__module__.startswith("domain.")}
    assert ours == set(CATALOGUE.values())


def write_missing() -> None:
    """Write the golden entry of each name that has none, from the cast and with a plain salt."""
    for event in one_of_each:
        path = GOLDEN / f"{event.TOPIC}.json"
        if not path.exists():
            private = private_fields(event)
            entry = entry_of(event, commitment(SALT, private) if private else None)
            path.write_bytes(entry + b"\n")


if __name__ == "__main__":
    write_missing()
