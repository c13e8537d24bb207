"""服务 serve — the web server, one or more processes beside one PostgreSQL."""

from __future__ import annotations

import click

from infra.process import die_with_parent
from infra.serving import serve
from infra.settings import Settings


@click.command()
@click.option("--with-parent", is_flag=True, help="End when the calling process ends.")
def verb(with_parent: bool) -> None:  # noqa: FBT001 - click's way.
    """服务 Serve on LINLI_HOST and LINLI_PORT with LINLI_WORKERS processes."""
    if with_parent:
        die_with_parent()
    serve(Settings.from_env())
