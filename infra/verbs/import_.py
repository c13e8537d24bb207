"""导入 import — take a conversation of the past over into the record."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from domain.suggestions.events import CATEGORIES
from infra.catching_up import caught_up
from infra.import_sources import source_named
from infra.importing import PolisImport
from infra.installation import opened
from infra.polis import read_export
from infra.progress import progress
from infra.settings import Settings


@click.group()
def verb() -> None:
    """导入 Take a conversation of the past over into the record."""


@verb.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--community", required=True, help="Founded when it does not exist yet.")
@click.option("--name", help="The public name, if the community is founded now.")
@click.option("--source", help="Names the conversation for ever; by default the folder's name.")
@click.option("--category", type=click.Choice(CATEGORIES), default="making-together")
@click.option("--json", "as_json", is_flag=True, help="Print the closing line as JSON.")
def polis(
    folder: Path,
    community: str,
    name: str | None,
    source: str | None,
    category: str,
    as_json: bool,  # noqa: FBT001 - click's way.
) -> None:
    """Polis 导出 Import comments.csv and votes.csv of a Polis export."""
    settings = Settings.from_env()
    slug = source_named(source or folder.resolve().name)
    export = read_export(folder)
    rejects = settings.home / "imports" / f"{community}-{slug}-rejects.csv"
    with opened(settings) as installation:
        into = installation.communities.named(community) or installation.communities.found(
            installation.writer, community, name or community, world_name=settings.world_name
        )
        taking = PolisImport(installation, into, f"polis/{slug}", category)
        with progress(f"导入 {slug}", "rows") as moved:
            closing = taking.take_over(export, moved, rejects)
        caught_up(installation)
    if as_json:
        click.echo(json.dumps(asdict(closing)))
        return
    click.echo(
        f"建议 {closing.statements} 条，态度 {closing.stances} 条，新近隐藏 {closing.hidden} 条，"
        f"重复 {closing.repeats} 行，未收 {closing.rejected} 行（见 {rejects}），"
        f"日志长度 {closing.head}。\n"
        f"{closing.statements} suggestions, {closing.stances} stances,"
        f" {closing.hidden} hidden since, {closing.repeats} repeats,"
        f" {closing.rejected} rows left out (see {rejects}), the log now ends at {closing.head}."
    )
