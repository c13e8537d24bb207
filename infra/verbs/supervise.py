"""看护 supervise — runs PostgreSQL over LINLI_HOME for everybody who needs it."""

import logging

import click

from infra.settings import Settings, SettingsError


@click.command(hidden=True)
@click.option(
    "--lock-fd", type=int, help="An inherited lock: then it ends when its last client has gone."
)
def verb(lock_fd: int | None) -> None:
    """Run PostgreSQL over LINLI_HOME until a signal comes, or its last client has gone."""
    from infra.supervisor import supervise

    settings = Settings.from_env()
    if settings.database_url is not None:
        raise SettingsError("LINLI_DATABASE_URL is set, so there is no server to supervise.")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    supervise(settings, lock_fd)
