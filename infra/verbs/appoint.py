"""任命 appoint — the operator's way back when nobody is left who could give a role."""

from __future__ import annotations

import click

from domain.kernel import Act
from domain.residents.grant_role import GrantRole
from domain.standing import COMMITTEE, STAFF_ROLES
from infra.communities import must_be_a_handle
from infra.installation import Installation, opened
from infra.settings import OperatorError, Settings
from infra.staff_handles import STAFF_PREFIX, bind_account, owner_of
from infra.writer import Waiting
from projections.views import Community
from services.identity import Account, HandleTaken

ROLES = sorted(STAFF_ROLES)


class NoSuchLogIn(OperatorError):
    """Nobody has this log-in here."""


class NoHandle(OperatorError):
    """Whoever serves for the first time needs a public handle: say --handle."""


@click.command()
@click.argument("community")
@click.argument("login")
@click.option("--role", type=click.Choice(ROLES), default=COMMITTEE, show_default=True)
@click.option("--handle", help="The public name in the log, needed for a first office.")
def verb(community: str, login: str, role: str, handle: str | None) -> None:
    """任命 Give LOGIN a staff role in COMMUNITY; the log says that the system did it."""
    with opened(Settings.from_env()) as installation:
        named = installation.community(community)
        account = installation.accounts.account(named, login)
        if account is None:
            raise NoSuchLogIn(f"Nobody has the log-in {login!r} here. 这里没有登录名 {login}。")
        holder = _holder(installation, named, account, handle)
        act = Act.of("system", installation.clock())
        grant = GrantRole(act=act, holder=holder, role=role)
        [outcome] = installation.writer.decided(named.log, [Waiting(grant)])
    if isinstance(outcome, Exception):
        raise outcome
    click.echo(f"账号 log-in: {account.login}\n日志中的工作代号 in the log: {holder}")
    click.echo(f"职责 role: {role}")


def _holder(
    installation: Installation, community: Community, account: Account, handle: str | None
) -> str:
    """`staff:<handle>`, bound before the event that grants the role."""
    if account.staff is not None:
        return account.staff
    if handle is None:
        raise NoHandle(f"{NoHandle.__doc__} 第一次任职要用 --handle 写明公开的工作代号。")
    must_be_a_handle(handle)
    holder = f"{STAFF_PREFIX}{handle}"
    taken = f"{HandleTaken.__doc__} 工作代号 {handle} 现在或以前是别人的，请另选一个。"
    known_by_the_log = _is_in_the_log(installation, community, holder)
    owner = owner_of(installation.accounts, community, handle)
    if known_by_the_log and owner != account.person:
        raise OperatorError(taken)
    try:
        bind_account(installation.accounts, community, account, handle)
    except HandleTaken:
        raise OperatorError(taken) from None
    return holder


def _is_in_the_log(installation: Installation, community: Community, holder: str) -> bool:
    with installation.main.connection() as connection:
        row = connection.execute(
            "SELECT EXISTS (SELECT FROM event_tag WHERE log = %s AND tag = %s)",
            (community.log, holder),
        ).fetchone()
    return row == (True,)
