"""创建 found — found a community with its log, its key and the first committee account."""

from __future__ import annotations

import secrets
import sys
from typing import TYPE_CHECKING

import click

from infra.committees import is_left_by_all, way_back
from infra.communities import TIME_ZONE, must_be_a_handle
from infra.installation import opened
from infra.settings import OperatorError, Settings
from services.identity import LoginTaken
from services.wording import NEW_LOGIN, PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN

if TYPE_CHECKING:
    from infra.installation import Installation

PASSWORD_BYTES = 12


class AlreadyFounded(OperatorError):
    """This community exists, and has somebody who can sign in for it: nothing was changed."""


class NobodyGivesRoles(AlreadyFounded):
    """This community exists, but nobody has a seat in its committee any more: appoint somebody."""


class NotALogin(OperatorError):
    """A log-in has 3 to 40 letters, digits or Chinese characters."""


@click.command()
@click.argument("community")
@click.option("--name", help="The public name; by default the short one.")
@click.option("--time-zone", default=TIME_ZONE, show_default=True)
@click.option("--committee", default="committee", show_default=True, help="The first log-in.")
@click.option(
    "--handle", default="committee", show_default=True,
    help="The name of that office in the log, which everybody can read.",
)  # fmt: skip
@click.option("--password-stdin", is_flag=True, help="Read its password from standard input.")
def verb(
    community: str,
    name: str | None,
    time_zone: str,
    committee: str,
    handle: str,
    password_stdin: bool,  # noqa: FBT001 - click's way.
) -> None:
    """创建 Found COMMUNITY (a short name) and its first committee account."""
    settings = Settings.from_env()
    # What is wrong is said before anything is made: a log stays for ever.
    must_be_a_handle(handle)
    if not NEW_LOGIN.fullmatch(committee):
        raise NotALogin(f"{NotALogin.__doc__} Given: {committee!r}. 登录名为 3 到 40 个字。")
    password = password_of(sys.stdin.readline().strip() if password_stdin else None)
    with opened(settings) as installation:
        must_not_be_staffed(installation, community)
        founded = installation.communities.found(
            installation.writer, community, name or community,
            world_name=settings.world_name, time_zone=time_zone,
        )  # fmt: skip
        staff = installation.communities.appoint(installation.writer, founded, handle)
        try:
            installation.accounts.register(founded, committee, password, staff=staff)
        except LoginTaken:
            message = f"{committee} already has an account in {community}. 该账号已存在。"
            raise OperatorError(message) from None
    click.echo(f"社区 community: {founded.name} ({founded.slug})\n日志 log: {founded.origin}")
    click.echo(f"账号 log-in: {committee}\n日志中的工作代号 in the log: {staff}")
    if not password_stdin:
        click.echo(f"密码 password (shown once): {password}")


def password_of(given: str | None) -> str:
    least, most = PASSWORD_CHARACTERS_MIN, PASSWORD_CHARACTERS_MAX
    if given is not None and not least <= len(given) <= most:
        raise OperatorError(f"A password has {least} to {most} characters. 密码长度不合适。")
    return given or secrets.token_urlsafe(PASSWORD_BYTES)


def must_not_be_staffed(installation: Installation, slug: str) -> None:
    """A founding that was cut off before its account is completed; any other is left alone."""
    known = installation.communities.named(slug)
    if known is None:
        return
    with installation.main.connection() as connection:
        if is_left_by_all(connection, known.log, installation.clock()):
            raise NobodyGivesRoles(
                f"{NobodyGivesRoles.__doc__} {way_back(slug)} 社区 {slug} 已经有了，"
                "但没有任何在任的居委会成员：请按上面的命令任命一位有登录名的人。"
            )
    if installation.accounts.has_staff(known):
        raise AlreadyFounded(
            f"{AlreadyFounded.__doc__} Sign in with its committee's log-in, or found another under"
            " a short name of its own; if nobody can sign in for the committee any more:"
            f" {way_back(slug)}. 社区 {slug} 已经有了，并已有工作人员账号，没有任何改动："
            "请用居委会的账号登录，或换一个短名另建社区；"
            "居委会再没有人能登录时，用 linli appoint 任命。"
        )
    click.echo(
        f"{slug} has a log, and nobody who can sign in for it: its first committee account is"
        f" made now. 社区 {slug} 已有日志，但还没有工作人员账号，现在补上。"
    )
