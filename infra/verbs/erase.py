"""抹除 erase — destroy everything held about somebody, and what deleted rows leave in files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from infra.committees import is_left_without, way_back
from infra.erasing import Erasing
from infra.installation import opened
from infra.progress import progress
from infra.scrubbing import scrub
from infra.settings import OperatorError, Settings

if TYPE_CHECKING:
    from uuid import UUID

    from infra.installation import Installation


class NobodyNamed(OperatorError):
    """Say who: a log-in, or a name as the log has it, such as member:… ."""


class NobodyKnown(OperatorError):
    """Nobody here has this log-in or this name; or they are erased already."""


class SeveralHaveThisLogIn(OperatorError):
    """People of several communities have this log-in: say which by --community."""


@click.command()
@click.argument("who", required=False)
@click.option("--community", help="The community of a log-in, where several have it.")
@click.option("--after-waiting", is_flag=True, help="As from the own page: days to take it back.")
@click.option("--again", is_flag=True, help="Those whom an old back-up of the keys brought back.")
@click.option("--scrub", "scrubbing", is_flag=True, help="Then clear what deleted rows leave.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def verb(
    who: str | None,
    community: str | None,
    after_waiting: bool,  # noqa: FBT001 - click's way.
    again: bool,  # noqa: FBT001 - the same.
    scrubbing: bool,  # noqa: FBT001 - the same.
    yes: bool,  # noqa: FBT001 - the same.
) -> None:
    """抹除 Erase WHO (a log-in, or a name such as member:…) with all that is held about them."""
    if who is None and not again and not scrubbing:
        raise NobodyNamed(f"{NobodyNamed.__doc__} 请写明登录名或日志中的化名。")
    with opened(Settings.from_env()) as installation:
        erasing = Erasing(installation)
        erasing.run()  # What was cut off before is completed first.
        if who is not None:
            _erase(erasing, _person(installation, who, community), wait=after_waiting, sure=yes)
        if again:
            click.echo(f"已再次抹除 erased again: {erasing.again()}")
        if scrubbing:
            _scrub(installation)


def _erase(erasing: Erasing, person: UUID, *, wait: bool, sure: bool) -> None:
    _warn(erasing, person)
    if wait:
        asked = erasing.rows.ask(person, erasing.clock())
        click.echo(
            f"从 {asked.begins_at:%Y-%m-%d %H:%M} UTC 起抹除，此前可以收回。 It begins then; until"
            f" then it may be taken back. It is done by {asked.due_at:%Y-%m-%d %H:%M} UTC."
        )
        return
    click.echo(
        "现在就抹除，不能收回。各条收回会在日志中相邻，细心的人可以看出它们属于同一个人；"
        "用 --after-waiting 则分散在几天之内。\n"
        "All of it now, for good. What is taken back stands at neighbouring positions of the log,"
        " by which an attentive reader may join these names; --after-waiting spreads it over days."
    )
    if not sure:
        click.confirm("抹除吗 Erase", abort=True)
    erasing.at_once(person)
    click.echo("已抹除。 Erased.")


def _warn(erasing: Erasing, person: UUID) -> None:
    """Nobody is kept from it, but who is the last one should be known before."""
    installation, handles = erasing.installation, erasing.rows.handles(person)
    for community in installation.communities.all():
        own = [handle for origin, handle in handles if origin == community.origin]
        with installation.main.connection() as connection:
            if is_left_without(connection, community.log, installation.clock(), own):
                click.echo(
                    f"注意：这是社区 {community.slug} 最后一位在任的居委会成员，"
                    "之后没有人能授予职责，只能由您任命：\n"
                    f"Note: nobody else is on the committee of {community.slug}. Afterwards nobody"
                    " can give a role there, but you can appoint somebody:\n"
                    f"  {way_back(community.slug)}"
                )


def _person(installation: Installation, who: str, slug: str | None) -> UUID:
    """Whoever is meant; a name of the log has a colon, a log-in never."""
    if ":" in who:
        people = {installation.keys.person_of(who)}
    else:
        named = [installation.community(slug)] if slug else installation.communities.all()
        accounts = [installation.accounts.account(each, who) for each in named]
        people = {account.person for account in accounts if account is not None}
    known = [person for person in people if person is not None]
    if not known:
        raise NobodyKnown(f"{NobodyKnown.__doc__} 这里没有这个登录名或化名，或者已经抹除。")
    if len(known) > 1:
        raise SeveralHaveThisLogIn(
            f"{SeveralHaveThisLogIn.__doc__} 几个社区都有这个登录名，请用 --community 指明。"
        )
    return known[0]


def _scrub(installation: Installation) -> None:
    with progress("清痕 scrub", "tables") as moved:
        done = scrub(installation.settings, installation.supervised.databases, moved)
    click.echo(f"已重写 {done.tables} 个表，旧痕迹已清除。 {done.tables} tables are written anew.")
    click.echo("以下不在本命令能力之内 Out of reach of this command:")
    for each in done.out_of_reach:
        click.echo(f"- {each}")
