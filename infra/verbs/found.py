"""创建 found — found a community with its log, its key and the first committee account."""

from __future__ import annotations

import secrets
import sys

import click

from infra.communities import TIME_ZONE
from infra.installation import opened
from infra.settings import OperatorError, Settings
from services.identity import LoginTaken

PASSWORD_CHARS_MIN = 10
PASSWORD_BYTES = 12


@click.command()
@click.argument("community")
@click.option("--name", help="The public name; by default the short one.")
@click.option("--time-zone", default=TIME_ZONE, show_default=True)
@click.option("--committee", default="committee", show_default=True, help="The first log-in.")
@click.option("--password-stdin", is_flag=True, help="Read its password from standard input.")
def verb(
    community: str,
    name: str | None,
    time_zone: str,
    committee: str,
    password_stdin: bool,  # noqa: FBT001 - click's way.
) -> None:
    """创建 Found COMMUNITY (a short name) and its first committee account."""
    settings = Settings.from_env()
    password = sys.stdin.readline().strip() if password_stdin else None
    if password is not None and len(password) < PASSWORD_CHARS_MIN:
        raise OperatorError(f"A password has at least {PASSWORD_CHARS_MIN} characters. 密码太短。")
    password = password or secrets.token_urlsafe(PASSWORD_BYTES)
    with opened(settings) as installation:
        founded = installation.communities.found(
            installation.writer, community, name or community,
            world_name=settings.world_name, time_zone=time_zone,
        )  # fmt: skip
        staff = installation.communities.appoint(installation.writer, founded, committee)
        try:
            installation.accounts.register(founded, committee, password, staff=staff)
        except LoginTaken:
            message = f"{committee} already has an account in {community}. 该账号已存在。"
            raise OperatorError(message) from None
    click.echo(f"社区 community: {founded.name} ({founded.slug})\n日志 log: {founded.origin}")
    click.echo(f"账号 log-in: {committee}")
    if not password_stdin:
        click.echo(f"密码 password (shown once): {password}")
