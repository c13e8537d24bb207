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
# Figures that count the entries of one kind; the independent count knows these by event name.
COUNTS_OF_EVENTS = {
    "roll-joined": "ResidentJoined",
    "roll-verified": "ResidenceVerified",
    "suggestions": "SuggestionSubmitted",
    "suggestions-hidden": "SuggestionModerated",
}


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


def shown(installation: Installation, community: str) -> Dashboard:
    """The dashboard, once it shows everything."""
    caught_up(installation)
    named = installation.community(community)
    return ask(installation, lambda v: dashboard(v, named, scope=None, first=None, last=None))


def by_name(dashboard: Dashboard) -> dict[str, int]:
    """Every provable figure by id, and by scope where it counts people."""
    of_people = ("people-", "participation-", "most-active-")
    return {
        f"{figure.id} {figure.scope}"
        if figure.id.startswith(of_people)
        else figure.id: figure.value
        for figure in dashboard.figures
        if figure.provable
    }


def assert_every_figure_is_provable_indeed(installation: Installation, community: str) -> None:
    """Each figure marked provable equals the independent count of the raw entries."""
    board = shown(installation, community)
    counted = recounted_log(installation, community)
    figures = by_name(board)
    assert figures
    assert figures == {
        name: counted["figures"].get(COUNTS_OF_EVENTS.get(name, name), 0) for name in figures
    }
    assert {(str(day.day), day.kind): day.acts for day in board.days} == {
        (day, kind): acts for day, kinds in counted["days"].items() for kind, acts in kinds.items()
    }
    assert {f"channel-{channel}": acts for channel, acts in board.channels} == {
        name: acts for name, acts in counted["figures"].items() if name.startswith("channel-")
    }
    assert board.position + 1 == counted["size"]
