"""Laws of stances: whatever neighbours do, and in whatever order, each of them counts once."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given as for_all
from hypothesis import settings as trying
from hypothesis import strategies as st

from domain.kernel import Act, Event, Refused, decide
from domain.suggestions.events import CHOICES, Choice, StanceTaken
from domain.suggestions.make_comment import MakeComment
from domain.suggestions.take_stance import CHANGES_PER_DAY_MAX, TakeStance
from infra.boundary import History, wanted_by
from infra.mapper import entry_of, event_of
from projections.projection import Entry, Rows, fold_entries
from projections.suggestion_folds import SUGGESTIONS
from projections.suggestion_tables import STANCES, SUGGESTIONS_TABLE
from tests.cast import (
    NOON,
    bicycle_shed,
    by_committee,
    clerk,
    clerk_appointed,
    comments_closed,
    joined,
    reading_corner,
    suggestion_hidden,
    suggestion_submitted,
    verified,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.kernel import Command

PEOPLE = tuple(f"{number:022}" for number in range(6))
NOT_CONFIRMED, NOT_JOINED = PEOPLE[4], PEOPLE[5]
CONFIRMED = PEOPLE[:4]
town: list[Event] = [
    clerk_appointed,
    suggestion_submitted,
    *(
        joined.model_copy(update={"act": Act(f"member:{person}", NOON)})
        for person in (*CONFIRMED, NOT_CONFIRMED)
    ),
    *(verified.model_copy(update={"resident": f"member:{person}"}) for person in CONFIRMED),
]
choices = st.sampled_from(CHOICES)
stances = st.lists(st.tuples(st.sampled_from(CONFIRMED), choices), max_size=CHANGES_PER_DAY_MAX)


def stance(
    person: str, choice: Choice, suggestion: str = reading_corner, by: str | None = None
) -> TakeStance:
    name = f"voice:2026:{person}"
    return TakeStance(
        act=Act(by, NOON, name) if by else Act(name, NOON),
        member=f"member:{person}",
        suggestion=suggestion,
        choice=choice,
        channel="desk" if by else "web",
    )


def comment(person: str) -> MakeComment:
    return MakeComment(
        act=Act(f"voice:2026:{person}", NOON),
        member=f"member:{person}",
        suggestion=reading_corner,
        comment=f"comment:{person}",
        side="neutral",
        channel="web",
        text="……",
        age_band=None,
    )


Outcome = tuple[Event, ...] | type[Refused]
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(stance, st.sampled_from(PEOPLE), choices),
    st.builds(stance, st.sampled_from(PEOPLE), choices, st.just(bicycle_shed)),
    st.builds(stance, st.sampled_from(PEOPLE), choices, by=st.sampled_from([clerk, "staff:no"])),
    st.builds(comment, st.sampled_from(PEOPLE)),
)
official: st.SearchStrategy[Event] = st.sampled_from([suggestion_hidden, comments_closed])


def outcome(command: Command, history: Sequence[Event]) -> Outcome:
    try:
        return decide(command, history)
    except Refused as reason:
        return type(reason)


def one_by_one(asked: Sequence[Command], history: Sequence[Event]) -> list[Outcome]:
    """Each decided over the whole log, which is read from its bytes again every time."""
    log = [entry_of(event) for event in history]
    answers = []
    for command in asked:
        answer = outcome(command, [event_of(entry) for entry in log])
        if isinstance(answer, tuple):
            log += [entry_of(event) for event in answer]
        answers.append(answer)
    return answers


def as_a_batch(asked: Sequence[Command], history: Sequence[Event]) -> list[Outcome]:
    """All decided over one history in memory, found by tag and type, as the writer does it."""
    known, position = History(), 0
    for position, event in enumerate(history, start=1):
        known.add(position, event, event.tags)
    answers = []
    for command in asked:
        answer = outcome(command, known.of(wanted_by(command)))
        for event in answer if isinstance(answer, tuple) else ():
            position += 1
            known.add(position, event, event.tags)
        answers.append(answer)
    return answers


def recorded(answers: Sequence[Outcome]) -> list[Event]:
    return [event for answer in answers if isinstance(answer, tuple) for event in answer]


def folded(events: Sequence[Event]) -> Rows:
    rows = Rows()
    entries = [Entry(position, event) for position, event in enumerate(events, start=1)]
    fold_entries(SUGGESTIONS, entries, rows)
    return rows


def tally(events: Sequence[Event]) -> Counter[str]:
    row = folded(events).need(SUGGESTIONS_TABLE, reading_corner)
    return Counter({"agree": row.agree, "disagree": row.disagree, "pass": row.passed})


def after(said: Sequence[tuple[str, Choice]]) -> list[Event]:
    """The log after these people said this, one after the other."""
    return [*town, *recorded(one_by_one([stance(*each) for each in said], town))]


@trying(deadline=None)
@for_all(st.dictionaries(st.sampled_from(CONFIRMED), choices), st.data())
def test_the_order_in_which_neighbours_speak_never_changes_the_tally(
    said: dict[str, Choice], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(list(said.items())))
    assert tally(after(order)) == tally(after(list(said.items()))) == Counter(said.values())


@trying(deadline=None)
@for_all(stances)
def test_the_last_word_of_each_person_counts_and_no_other(said: list[tuple[str, Choice]]) -> None:
    assert tally(after(said)) == Counter(dict(said).values())
    standing = {
        row[1].removeprefix("voice:2026:"): row[2] for row in folded(after(said)).changed(STANCES)
    }
    assert standing == dict(said)


@trying(deadline=None)
@for_all(stances, st.data())
def test_how_the_words_of_several_people_interleave_changes_nothing(
    said: list[tuple[str, Choice]], data: st.DataObject
) -> None:
    order = data.draw(st.permutations([person for person, _ in said]))
    waiting = {person: iter([c for p, c in said if p == person]) for person in CONFIRMED}
    interleaved = [(person, next(waiting[person])) for person in order]
    assert tally(after(interleaved)) == tally(after(said))


@trying(deadline=None)
@for_all(stances)
def test_nobody_is_recorded_twice_with_the_same_word_in_a_row(
    said: list[tuple[str, Choice]],
) -> None:
    for person in CONFIRMED:
        name = f"voice:2026:{person}"
        words = [e.choice for e in after(said) if isinstance(e, StanceTaken) and e.act.who == name]
        assert all(one != then for one, then in pairwise(words))


@trying(deadline=None)
@for_all(st.lists(commands, max_size=30), st.lists(official, max_size=1))
def test_a_batch_decides_as_its_commands_would_one_by_one(
    asked: list[Command], officially: list[Event]
) -> None:
    history = [*town, *officially]
    assert as_a_batch(asked, history) == one_by_one(asked, history)


@trying(deadline=None)
@for_all(st.lists(commands, max_size=20), st.integers(0, 20))
def test_it_makes_no_difference_where_one_batch_ends_and_the_next_begins(
    asked: list[Command], cut: int
) -> None:
    first = as_a_batch(asked[:cut], town)
    second = as_a_batch(asked[cut:], [*town, *recorded(first)])
    assert first + second == as_a_batch(asked, town)


@trying(deadline=None)
@for_all(st.lists(commands, max_size=20))
def test_the_last_words_said_once_more_record_nothing(
    asked: list[Command],
) -> None:
    log = [*town, *recorded(one_by_one(asked, town))]
    last = {(c.act.who, c.suggestion): c for c in asked if isinstance(c, TakeStance)}
    assert recorded(one_by_one(list(last.values()), log)) == []


def test_whoever_hides_a_suggestion_takes_no_stance_away() -> None:
    said: list[tuple[str, Choice]] = [(person, "agree") for person in CONFIRMED]
    hidden = suggestion_hidden.model_copy(update={"act": by_committee})
    assert tally([*after(said), hidden]) == Counter(agree=4)
