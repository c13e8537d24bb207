"""What the independent count says of a log, and what the views say, side by side."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from infra.asking import ask
from infra.catching_up import caught_up
from infra.exporting import entries
from infra.installation import Installation
from projections.dashboard import Dashboard, dashboard

RECOUNT = Path(__file__).with_name("recount.py")


def recounted(lines: Iterable[bytes]) -> dict[str, Any]:
    """The independent program over raw entries, in an interpreter that sees nothing of ours."""
    counted = subprocess.run(
        [sys.executable, "-I", "-S", RECOUNT],
        input=b"".join(line + b"\n" for line in lines),
        capture_output=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(counted.stdout)
    return answer


def recounted_log(installation: Installation, community: str) -> dict[str, Any]:
    return recounted(entries(installation, community))


def shown(installation: Installation, community: str, scope: str | None = None) -> Dashboard:
    """The dashboard of the whole log or of one scope, once it shows everything."""
    caught_up(installation)
    named = installation.community(community)
    return ask(installation, lambda v: dashboard(v, named, scope=scope, first=None, last=None))


def by_name(dashboard: Dashboard) -> dict[str, int]:
    """Every provable figure under the name that the independent count gives it."""
    return {
        figure.id
        if figure.scope is None or figure.id.startswith("roll-")
        else f"{figure.id} {figure.scope}": figure.value
        for figure in dashboard.figures
        if figure.provable
    }


def days_by_name(dashboard: Dashboard) -> dict[str, int]:
    """Acts and people of each day, what happened to the roll and its size, by those names too."""
    scope = f" {dashboard.scope}" if dashboard.scope else ""
    days = {f"acts-{day.kind}{scope} {day.day}": day.acts for day in dashboard.days}
    for day in dashboard.days:
        if day.people is not None:
            days[f"people-{day.kind}{scope} {day.day}"] = day.people
    for roll in dashboard.roll:
        days[f"roll-joined {roll.day}"] = roll.joined
        days[f"roll-newly-verified {roll.day}"] = roll.verified
        days[f"roll-left {roll.day}"] = roll.left
        days[f"roll-members {roll.day}"] = roll.members
        days[f"roll-verified {roll.day}"] = roll.members_verified
    return days


def counts_by_name(dashboard: Dashboard) -> dict[str, int]:
    """Acts by channel and suggestions by category, under those names too."""
    scope = f" {dashboard.scope}" if dashboard.scope else ""
    channels = {f"channel-{name}{scope}": acts for name, acts in dashboard.channels}
    return channels | {f"category-{name}{scope}": made for name, made in dashboard.categories}


def of_scope(counted: dict[str, int], starts: tuple[str, ...], scope: str | None) -> dict[str, int]:
    """What the independent count says of these, for the whole log or one scope, without days."""
    return {
        name: count
        for name, count in counted.items()
        if name.startswith(starts) and name.split()[1:] == ([scope] if scope else [])
    }


def assert_every_figure_is_provable_indeed(installation: Installation, community: str) -> None:
    """All that the page and the API show, of the log and each scope, equals the raw entries."""
    counted = recounted_log(installation, community)
    figures: dict[str, int] = counted["figures"]
    whole = shown(installation, community)
    assert {day.people for day in whole.days} <= {None}
    assert len(whole.scopes) == len(set(whole.scopes))
    assert {name.split()[1] for name in figures if name.startswith("people-any ")} == set(
        whole.scopes
    )
    for scope in (None, *whole.scopes):
        board = shown(installation, community, scope)
        named = by_name(board)
        assert named
        assert named == {name: figures.get(name, 0) for name in named}
        days = days_by_name(board)
        assert days == {name: figures.get(name, 0) for name in days}
        assert sum(day.acts for day in board.days if day.kind == "any") == figures.get(
            f"acts-any {scope}" if scope else "acts-any", 0
        )
        counts = counts_by_name(board)
        assert counts == of_scope(figures, ("channel-", "category-"), scope)
        assert board.position + 1 == counted["size"]
