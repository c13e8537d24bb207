"""启动 run — what `make run` calls: a sample community when there is none, then the server."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from infra.installation import opened
from infra.process import die_with_parent
from infra.sample.logins import SAMPLE_SLUG
from infra.sample.seeding import AnotherStory, is_sown
from infra.serving import greet, serve
from infra.settings import Settings
from infra.verbs.seed import opened_for_sample, sown


@click.command()
@click.option("--with-parent", is_flag=True, help="End when the calling process ends.")
def verb(with_parent: bool) -> None:  # noqa: FBT001 - click's way.
    """启动 Start everything; an empty installation gets a sample community first."""
    if with_parent:
        die_with_parent()
    settings = Settings.from_env()
    with opened(settings) as installation:
        communities = installation.communities.all()
        begun = any(community.sample for community in communities)
        if not communities or (begun and not is_sown(installation)):
            try:
                with opened_for_sample(settings) as seeding:
                    sown(seeding, shown_at=datetime.now(UTC))
            except AnotherStory as begun_elsewhere:
                # It was begun by `linli seed` with other words; only these can finish it.
                click.echo(f"linli: {begun_elsewhere}", err=True)
        sample = installation.communities.named(SAMPLE_SLUG)
        greet(settings, sample=sample is not None and sample.sample)
        # The share of PostgreSQL is kept until the server has taken its own.
        serve(settings)
