"""What the independent count says of a log, and what the views say, side by side."""

import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from infra.asking import ask
from infra.catching_up import caught_up
from infra.exporting import entries
from infra.installation import Installation
from projections.dashboard import LISTED_MAX, dashboard
from projections.dashboard_shapes import Dashboard

RECOUNT = Path(__file__).with_name("recount.py")
RECOUNT_DECISIONS = Path(__file__).with_name("recount_decisions.py")
ANY_DAY = date(2026, 1, 1)
DAYS_LATER = (0, 40, 100)
"""On the last day of a log little is late yet; after 100 days whatever waited has stalled."""


def recounted(lines: Iterable[bytes]) -> dict[str, Any]:
    """The independent program over raw entries, in an interpreter that sees nothing of ours."""
    return counted_by(lines, RECOUNT)


def recounted_decisions(lines: Iterable[bytes], today: date) -> dict[str, Any]:
    """The second one: what became of suggestions by a day, and which of them wait."""
    return counted_by(lines, RECOUNT_DECISIONS, str(today))


def counted_by(lines: Iterable[bytes], program: Path, *asked: str) -> dict[str, Any]:
    counted = subprocess.run(
        [sys.executable, "-I", "-S", program, *asked],
        input=b"".join(line + b"\n" for line in lines),
        capture_output=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(counted.stdout)
    return answer


def recounted_log(installation: Installation, community: str) -> dict[str, Any]:
    return recounted(entries(installation, community))


def shown(
    installation: Installation, community: str, scope: str | None = None, today: date = ANY_DAY
) -> Dashboard:
    """The dashboard of the whole log or of one scope, once it shows everything."""
    caught_up(installation)
    named = installation.community(community)
    return ask(
        installation,
        lambda views: dashboard(views, named, scope=scope, first=None, last=None, today=today),
    )


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


def decisions_by_name(dashboard: Dashboard) -> dict[str, int]:
    """How far suggestions got, with the medians of days, and what is hidden, by those names."""
    scope = f" {dashboard.scope}" if dashboard.scope else ""
    found = {f"stage-{it.stage}{scope}": it.suggestions for it in dashboard.stages}
    for stage in dashboard.stages:
        found[f"stage-{stage.stage}-days{scope}"] = stage.median_days or 0
    for it in dashboard.hidden:
        found[f"hidden-{it.rule}-suggestions{scope}"] = it.suggestions
        found[f"hidden-{it.rule}-comments{scope}"] = it.comments
    return found


def waiting_by_name(dashboard: Dashboard) -> dict[str, list[str]]:
    """Which suggestions are late or stand still, as far as the lists go."""
    lists = {
        "answers-overdue": [it.suggestion for it in dashboard.overdue],
        "promises-broken": [it.suggestion for it in dashboard.broken],
        "stalled": [it.suggestion for it in dashboard.stalled],
    }
    return {name: found for name, found in lists.items() if found}


def of_scope(counted: dict[str, int], starts: tuple[str, ...], scope: str | None) -> dict[str, int]:
    """What the independent count says of these, for the whole log or one scope, without days."""
    return {
        name: count
        for name, count in counted.items()
        if name.startswith(starts) and name.split()[1:] == ([scope] if scope else [])
    }


def assert_every_figure_is_provable_indeed(installation: Installation, community: str) -> None:
    """All that the page and the API show, of the log and each scope, equals the raw entries."""
    lines = list(entries(installation, community))
    counted = recounted(lines)
    last = datetime.fromisoformat(json.loads(lines[-1])["at"]).date()
    whole = shown(installation, community)
    assert {day.people for day in whole.days} <= {None}
    assert len(whole.scopes) == len(set(whole.scopes))
    people = (name for name in counted["figures"] if name.startswith("people-any "))
    assert {name.split()[1] for name in people} == set(whole.scopes)
    for today in (last + timedelta(later) for later in DAYS_LATER):
        decided = recounted_decisions(lines, today)
        for scope in (None, *whole.scopes):
            board = shown(installation, community, scope, today)
            assert_equals(board, counted["figures"] | decided["figures"])
            assert board.position + 1 == counted["size"]
            assert_waits(board, decided["waiting"])


def assert_waits(board: Dashboard, waiting: dict[str, dict[str, list[str]]]) -> None:
    """What is late or stands still is what the independent count says, in the same order."""
    assert waiting_by_name(board) == {
        what: found[:LISTED_MAX]
        for what, found in waiting.get(board.scope or "", {}).items()
        if what != "answers-waiting"
    }


def assert_equals(board: Dashboard, figures: dict[str, int]) -> None:
    """Every number of a dashboard is the one that was counted from raw entries."""
    scope = board.scope
    named = by_name(board)
    assert named
    assert named == {name: figures.get(name, 0) for name in named}
    days = days_by_name(board)
    assert days == {name: figures.get(name, 0) for name in days}
    acts = f"acts-any {scope}" if scope else "acts-any"
    assert sum(day.acts for day in board.days if day.kind == "any") == figures.get(acts, 0)
    counts = counts_by_name(board)
    assert counts == of_scope(figures, ("channel-", "category-"), scope)
    decided = decisions_by_name(board)
    assert decided == {name: figures.get(name, 0) for name in decided}
    starts = ("stage-", "hidden-")
    assert {name: count for name, count in decided.items() if count} == {
        name: count for name, count in of_scope(figures, starts, scope).items() if count
    }
