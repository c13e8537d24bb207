"""播种 seed — make the sample community in an empty installation."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from domain.proof import Tree
from infra.catching_up import caught_up
from infra.exporting import entries
from infra.installation import opened
from infra.progress import progress
from infra.sample.seeding import chance_of, rhythm_of, sow
from infra.settings import OperatorError, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.installation import Installation

SEED = 2026
UNTIL = date(2026, 9, 30)


@click.command()
@click.option("--seed", default=SEED, show_default=True, help="Another number, another story.")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    default=UNTIL.isoformat(),
    show_default=True,
    help="The last of its 92 days.",
)
def verb(seed: int, until: datetime) -> None:
    """播种 Make the sample community; the same number and date give the same head hash."""
    settings = Settings.from_env()
    if until.date() > datetime.now(UTC).date():
        raise OperatorError("--until lies in the future. 日期不能在将来。")
    with opened_for_sample(settings, seed, until.date()) as installation:
        sample = sown(installation, seed, until.date())
        caught_up(installation)
        tree = Tree()
        for entry in entries(installation, sample):
            tree.append(entry)
    click.echo(f"{sample}: {tree.size} entries, root {tree.root.hex()}")


@contextmanager
def opened_for_sample(
    settings: Settings, seed: int = SEED, until: date = UNTIL
) -> Iterator[Installation]:
    """An installation whose clock and chance come from seed and date: for the sample alone."""
    opening = rhythm_of(seed, until).opening
    with opened(settings, clock=lambda: opening, chance=chance_of(seed, until)) as installation:
        yield installation


def sown(
    installation: Installation, seed: int = SEED, until: date = UNTIL,
    shown_at: datetime | None = None,
) -> str:  # fmt: skip
    """Sow with a progress bar; the slug of the sample."""
    with progress("示范社区 sample", "acts") as moved:
        return sow(installation, seed, until, moved, shown_at).community.slug
