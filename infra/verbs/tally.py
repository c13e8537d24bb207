"""计数 tally — how every suggestion of a community stands, hidden ones too."""

from __future__ import annotations

import json

import click

from infra.asking import ask
from infra.catching_up import caught_up
from infra.installation import opened
from infra.settings import Settings
from projections.stances import tally


@click.command()
@click.option("--community", required=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of columns.")
def verb(community: str, as_json: bool) -> None:  # noqa: FBT001 - click's way.
    """计数 How every suggestion of a community stands."""
    with opened(Settings.from_env()) as installation:
        named = installation.community(community)
        caught_up(installation)
        rows = ask(installation, lambda views: tally(views, named))
    if as_json:
        keys = ("source_id", "suggestion", "agree", "disagree", "pass")
        click.echo(
            json.dumps(
                [
                    dict(
                        zip(
                            keys,
                            (r.source_id, r.suggestion, r.agree, r.disagree, r.passed),
                            strict=True,
                        )
                    )
                    for r in rows
                ]
            )
        )
        return
    click.echo(f"{'赞成 agree':>12} {'反对 disagree':>12} {'说不准 pass':>11}  建议 suggestion")
    for r in rows:
        click.echo(f"{r.agree:>14} {r.disagree:>14} {r.passed:>14}  {r.source_id or r.suggestion}")
