"""播种 — makes the sample community in an empty installation; the same seed, the same record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from operator import itemgetter
from random import Random
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from domain.kernel import Refused
from domain.voting.close_poll import ClosePoll
from domain.voting.open_poll import OpenPoll
from infra import poll_keys
from infra.chance import SeededChance
from infra.communities import TIME_ZONE, unreachable_name
from infra.opening import Opening
from infra.sample.beside import beside
from infra.sample.logins import LOGINS, SAMPLE_NAME, SAMPLE_SLUG
from infra.sample.people import families, neighbours
from infra.sample.rhythm import Rhythm
from infra.sample.setting import Setting
from infra.sample.story import Story
from infra.settings import OperatorError
from infra.writer import Waiting
from services.door import Recorded, RequestKey

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from uuid import UUID

    from domain.kernel import Command
    from infra.installation import Installation
    from infra.sample.people import Neighbour
    from infra.sample.story import Told
    from projections.views import Community

BATCH_COMMANDS = 1_000


class NotEmpty(OperatorError):
    """A sample community is made only in an empty installation."""


class AnotherStory(OperatorError):
    """The sample here was made with another number or date."""


@dataclass(frozen=True)
class Sample:
    """What was made."""

    community: Community
    entries: int


def chance_of(seed: int, until: date) -> SeededChance:
    """Everything that is random in a sample. Anybody can draw it again, its keys included."""
    return SeededChance(f"{seed}/{until.isoformat()}")


def rhythm_of(seed: int, until: date) -> Rhythm:
    """The days of a sample. Its opening is the clock of the founding."""
    return Rhythm(Random(seed), until, TIME_ZONE)  # noqa: S311 - a story, not a secret.


def sow(
    installation: Installation, seed: int, until: date, progress: Callable[[int, int], None],
    shown_at: datetime | None = None,
) -> Sample:  # fmt: skip
    """Make the sample. The installation's clock and chance must come from seed and date.

    Where it is shown, two polls run from `shown_at` on: the only acts of another time.
    """
    if any(not community.sample for community in installation.communities.all()):
        raise NotEmpty(f"{NotEmpty.__doc__} 只有空的安装才能放入示范社区。")
    writer, chance = installation.writer, installation.chance
    community = installation.communities.found(
        writer, SAMPLE_SLUG, SAMPLE_NAME, time_zone=TIME_ZONE, sample=True
    )
    if community.origin != f"{unreachable_name(chance, SAMPLE_SLUG)}/{SAMPLE_SLUG}":
        # The origin is drawn from number and date, so it tells one story from another.
        raise AnotherStory(f"{AnotherStory.__doc__} 这里的示范社区是用别的编号或日期做的。")
    installation.communities.appoint(writer, community, LOGINS[0].login)
    rhythm = rhythm_of(seed, until)
    people = neighbours(rhythm.random, installation.keys)
    children = families(rhythm.random, installation.keys, people)
    everybody = [*people, *(each.child for each in children)]
    name = _names(installation, community, everybody, {rhythm.first.year, until.year})
    told = Story(Setting(rhythm.random, rhythm, chance, name)).tell(people, children)
    _record(installation, community, f"{seed}", told.commands, progress)
    if shown_at is not None:
        live = [command for _, command in sorted(told.polls.live(shown_at), key=itemgetter(0))]
        _record(installation, community, f"{seed}/live", live, progress)
    beside(installation, community, told, everybody)
    _accounts(installation, community, told)
    return Sample(community, _entries(installation, community))


def _record(
    installation: Installation,
    community: Community,
    part: str,
    commands: Sequence[Command],
    progress: Callable[[int, int], None],
) -> None:
    """Decide all of them, in order.

    As everywhere, a poll has its key before it opens, and its ballots are opened at its close.
    """
    batch: list[Waiting] = []
    for number, command in enumerate(commands):
        if isinstance(command, OpenPoll):
            poll_keys.make(installation.keys, community.origin, command.poll, installation.clock())
        batch.append(Waiting(command, _request(part, number)))
        closes = isinstance(command, ClosePoll)
        if closes or len(batch) == BATCH_COMMANDS or number + 1 == len(commands):
            for outcome in installation.writer.decided(community.log, batch):
                # A rule may say no here too, as it does in life; anything else is a bug.
                if not isinstance(outcome, Recorded | Refused):
                    raise outcome
            batch = []
            progress(number + 1, len(commands))
        if closes:
            clock = partial(datetime.fromisoformat, command.act.at)
            Opening(replace(installation, clock=clock)).run()


def _entries(installation: Installation, community: Community) -> int:
    with installation.main.connection() as connection:
        row = connection.execute(
            "SELECT position FROM log_head WHERE log = %s", (community.log,)
        ).fetchone()
    return int(row[0]) + 1 if row else 0


def is_sown(installation: Installation) -> bool:
    """Whether a sample stands complete: its accounts come last."""
    sample = installation.communities.named(SAMPLE_SLUG)
    return sample is not None and bool(installation.accounts.account(sample, LOGINS[-1].login))


def _request(part: str, number: int) -> RequestKey:
    """Names every act of the story, so that a sowing that was cut off goes on where it stood."""
    return RequestKey(uuid5(NAMESPACE_URL, f"linli:sample/{part}/{number}"), b"")


def _names(
    installation: Installation, community: Community, people: list[Neighbour], years: set[int]
) -> Callable[[UUID, str], str]:
    """Names that nearly everybody bears are made at once, the others when they are asked for."""
    persons = [neighbour.person for neighbour in people]
    scopes = ["member", *(f"voice:{year}" for year in sorted(years))]
    keys, origin = installation.keys, community.origin
    names = {scope: keys.names(persons, origin, scope) for scope in scopes}

    def name(person: UUID, scope: str) -> str:
        of_scope = names.setdefault(scope, {})
        if person not in of_scope:
            of_scope |= keys.names([person], origin, scope)
        return of_scope[person]

    return name


def _accounts(installation: Installation, community: Community, told: Told) -> None:
    """Only a handful can sign in: the offices, and a few residents."""
    accounts = installation.accounts
    for login in LOGINS:
        if accounts.account(community, login.login) is None:
            resident = told.log_ins.get(login.login)
            accounts.register(
                community,
                login.login,
                login.password,
                person=resident.person if resident else None,
                staff=None if resident else f"staff:{login.login}",
            )
