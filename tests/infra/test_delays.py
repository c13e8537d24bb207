"""How long a view has been behind, as far as anybody heard its log grow."""

from time import perf_counter

from infra.delays import MOMENTS_MAX, Heard
from services.record import Lag

LATER = perf_counter() + 1000


def lag(position: int, head: int) -> Lag:
    return Lag("voting", 1, position, head, None)


def test_a_view_that_shows_everything_is_not_behind() -> None:
    heard = Heard()
    heard.grew(1, 5)
    assert heard.seconds(lag(5, 5), LATER) == 0


def test_a_view_is_behind_since_the_first_entry_that_it_does_not_show() -> None:
    heard = Heard()
    for head in (1, 2, 3):
        heard.grew(1, head)
    behind_three, behind_two, behind_one = (heard.seconds(lag(at, 3), LATER) for at in (0, 1, 2))
    assert behind_three > behind_two > behind_one > 0


def test_whoever_heard_nothing_counts_from_the_first_question() -> None:
    heard = Heard()
    first = heard.seconds(lag(0, 7), LATER)
    assert 0 < first < heard.seconds(lag(0, 7), LATER + 1)


def test_what_every_view_shows_is_forgotten_and_a_long_stop_takes_little_room() -> None:
    heard = Heard()
    for head in range(1, 5 * MOMENTS_MAX):
        heard.grew(1, head)
    assert len(heard.of_log[1]) <= MOMENTS_MAX
    first = heard.seconds(lag(0, 5 * MOMENTS_MAX), LATER)
    assert first > heard.seconds(lag(3 * MOMENTS_MAX, 5 * MOMENTS_MAX), LATER) > 0
    heard.forget([lag(5 * MOMENTS_MAX, 5 * MOMENTS_MAX)])
    assert not heard.of_log[1]
