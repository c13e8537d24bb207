"""导出 export — what the record holds, for those who count for themselves."""

from __future__ import annotations

import csv
import sys

import click

from infra.asking import ask
from infra.catching_up import caught_up
from infra.exporting import entries, participants, source_of
from infra.installation import opened
from infra.settings import Settings
from projections.stances import Stance, stances
from projections.views import Views


@click.group()
def verb() -> None:
    """导出 What the record holds, for those who count for themselves."""


@verb.command("stances")
@click.option("--community", required=True)
def export_stances(community: str) -> None:
    """One row per participant and statement; participants of imports by their id at the source.

    Ids of participants and statements are those of the row's `source`, if it has one.
    """
    with opened(Settings.from_env()) as installation:
        named = installation.community(community)
        caught_up(installation)

        async def everything(views: Views) -> list[Stance]:
            return [stance async for stance in stances(views, named)]

        rows = ask(installation, everything)
        known = participants(installation, named)
    writer = csv.writer(sys.stdout)
    writer.writerow(("source", "participant", "source_id", "suggestion", "choice"))
    for row in rows:
        participant = known.get(row.who, row.who)
        source = source_of(row.who)
        writer.writerow((source, participant, row.source_id, row.suggestion, row.choice))


@verb.command("entries")
@click.option("--community", required=True)
def export_entries(community: str) -> None:
    """The exact bytes of every entry, one a line, from the opening (position 0) on."""
    with opened(Settings.from_env()) as installation:
        for entry in entries(installation, community):
            # An entry holds no line break: canonical JSON writes it as \\n.
            sys.stdout.buffer.write(entry + b"\n")
    sys.stdout.buffer.flush()
