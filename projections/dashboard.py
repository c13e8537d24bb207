"""看板 dashboard — who takes part: acts, distinct people, the roll, each figure provable.

Every figure is a pure function of public entries up to `Dashboard.position`: one statement reads
all of them and the checkpoint, so they belong together. `first` and `last` (local days) limit acts
and people; the roll, the suggestions and the stances that stand are counted as of that position.
With a scope everything but the roll and the polls is limited to it. Without one, acts are counted
over all scopes; people are counted scope by scope, and by day not at all.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, LiteralString

from projections.dashboard_asked import Asked, Parts
from projections.dashboard_folds import KINDS
from projections.dashboard_progress import (
    broken,
    hidden,
    overdue,
    progress_figures,
    stages,
    stalled,
)
from projections.dashboard_shapes import (
    CategorySuggestions,
    ChannelActs,
    Dashboard,
    Day,
    Figure,
    RollBefore,
    RollDay,
)

if TYPE_CHECKING:
    from projections.views import Community, Views

# Only names of residents can be held against the roll: an imported conversation has its own people.
SCOPES_OF_RESIDENTS = re.compile(r"voice:\d{4}")
CHOICES = ("agree", "disagree", "pass")
POSITION: LiteralString = """
    SELECT coalesce(max(position), 0) AS position FROM checkpoint
    WHERE projection = 'dashboard' AND log = %(log)s
"""
LISTED_MAX = 20
"""Of each list of what waits: the figure beside it says how many there are."""


async def dashboard(
    views: Views,
    community: Community,
    *,
    scope: str | None,
    first: date | None,
    last: date | None,
    today: date,
) -> Dashboard:
    """The figures; `today` is the local day on which an answer or a promise is late or not."""
    asked = Asked(scope, first, last, today)
    parts = Parts(await views.rows(asked.statement(), asked.parameters(community)), asked)
    [position] = parts.rows("position")
    since, until = first or date.min, last or date.max
    days = parts.days
    return Dashboard(
        position=position["numbers"][0],
        scope=scope,
        scopes=[row["scope"] for row in parts.rows("scope")],
        figures=[
            *_of_the_roll(parts),
            *_of_all(parts, days),
            *_of_scopes(parts),
            *progress_figures(parts),
        ],
        days=days,
        channels=[ChannelActs(name, acts) for name, [acts] in parts.numbers("channel").items()],
        categories=[
            CategorySuggestions(name, made) for name, [made, _] in parts.numbers("category").items()
        ],
        roll_before=_roll_before([day for day in parts.roll if day.day < since]),
        roll=[day for day in parts.roll if since <= day.day <= until],
        today=today,
        stages=stages(parts),
        overdue=overdue(parts)[:LISTED_MAX],
        broken=broken(parts)[:LISTED_MAX],
        stalled=stalled(parts)[:LISTED_MAX],
        hidden=hidden(parts),
    )


async def position(views: Views, community: Community) -> int:
    """Up to which position of the log a dashboard would count now."""
    rows = await views.rows(POSITION, {"log": community.log})
    found: int = rows[0]["position"]
    return found


def _roll_before(days: list[RollDay]) -> RollBefore:
    """Of some days, all that happened, and the roll at the end of the last one."""
    happened = (
        sum(day.joined for day in days),
        sum(day.verified for day in days),
        sum(day.left for day in days),
    )
    return RollBefore(*happened, *_sizes(days))


def _sizes(days: list[RollDay]) -> tuple[int, int]:
    return (days[-1].members, days[-1].members_verified) if days else (0, 0)


def _of_the_roll(parts: Parts) -> list[Figure]:
    joined, _, left, members, verified = _roll_before(parts.roll)
    values = [
        ("roll-members", members),
        ("roll-verified", verified),
        ("roll-joined", joined),
        ("roll-left", left),
    ]
    return [Figure(name, value, "people", provable=True) for name, value in values]


def _of_all(parts: Parts, days: list[Day]) -> list[Figure]:
    categories, standing = parts.numbers("category").values(), parts.numbers("stance")
    acts = Counter[str]()
    for day in days:
        acts[day.kind] += day.acts
    values = [
        ("suggestions", sum(made for made, _ in categories), "suggestions"),
        ("suggestions-hidden", sum(hidden for _, hidden in categories), "suggestions"),
        *((f"acts-{kind}", acts[kind], "acts") for kind in KINDS),
        *((f"stance-{choice}", standing.get(choice, [0])[0], "stances") for choice in CHOICES),
    ]
    return [
        Figure(name, value, unit, provable=True, scope=parts.asked.scope)
        for name, value, unit in values
    ]


def _of_scopes(parts: Parts) -> list[Figure]:
    """People are counted within one scope, so each scope has figures of its own."""
    numbers, ever = parts.numbers("people"), _roll_before(parts.roll).verified
    figures: list[Figure] = []
    for scope in [parts.asked.scope] if parts.asked.scope is not None else numbers:
        *people, tenth, acts = numbers.get(scope, [0] * (len(KINDS) + 2))
        values = [
            (f"people-{kind}", count, "people") for kind, count in zip(KINDS, people, strict=True)
        ]
        # Who took part and left is among the people, so they are among those confirmed too. Both
        # are counted up to the position: of some days there would be no roll to compare with.
        if ever and parts.asked.whole_time and SCOPES_OF_RESIDENTS.fullmatch(scope):
            values.append(("participation-permille", people[-1] * 1000 // ever, "permille"))
        if acts:
            values.append(("most-active-tenth-permille", tenth * 1000 // acts, "permille"))
        figures += [
            Figure(name, value, unit, provable=True, scope=scope) for name, value, unit in values
        ]
    return figures
