"""密码 password — set a new password for somebody who forgot it, and print it once."""

from __future__ import annotations

import secrets

import click

from infra.hashing import HASHER
from infra.installation import opened
from infra.settings import OperatorError, Settings

PASSWORD_BYTES = 12


class NoSuchLogIn(OperatorError):
    """Nobody has this log-in here."""


@click.command()
@click.argument("community")
@click.argument("login")
def verb(community: str, login: str) -> None:
    """密码 Set a new password for LOGIN in COMMUNITY; it is printed once, and sessions end."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    with opened(Settings.from_env()) as installation:
        accounts, named = installation.accounts, installation.community(community)
        account = accounts.account(named, login)
        if account is None:
            raise NoSuchLogIn(f"Nobody has the log-in {login!r} here. 这里没有登录名 {login}。")
        accounts.revoke_api_tokens(account)
        accounts.set_password(account, HASHER.hash(password))
    click.echo(f"账号 log-in: {account.login}\n密码 password (shown once): {password}")
