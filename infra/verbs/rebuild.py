"""重建 rebuild — fold the views anew beside the live ones, and put them in their place."""

from __future__ import annotations

import click

from infra.installation import opened
from infra.progress import progress
from infra.rebuild import rebuild
from infra.rebuilding_apart import rebuild_all
from infra.settings import Settings
from infra.view_tables import hashes
from projections.all import PROJECTIONS


@click.command()
@click.argument("name", required=False)
def verb(name: str | None) -> None:
    """重建 Rebuild the projection NAME, or all; it may be interrupted, and goes on next time."""
    with opened(Settings.from_env()) as installation:
        with progress(name or "rebuild", "entries") as moved:
            if name is None:
                rebuild_all(installation.conninfo, moved)
            else:
                rebuild(installation.conninfo, name, moved)
        for view, digest in hashes(installation.conninfo, PROJECTIONS).items():
            click.echo(f"{digest}  {view}")
