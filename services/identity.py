"""身份 — who asks: accounts, sessions and tokens, and the names under which a person acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from uuid import UUID

    from projections.views import Community


@dataclass(frozen=True)
class Account:
    """A log-in: the person behind it, and the staff handle if this person serves the community."""

    id: UUID
    login: str
    person: UUID
    staff: str | None
    """`staff:<handle>` for members of staff, else None."""


@dataclass(frozen=True)
class Session:
    """A signed-in browser: its cookie value, and the token that its forms must carry."""

    token: str
    csrf: str
    account: Account


class LoginTaken(Exception):
    """Somebody already uses this log-in name: please choose another."""


class TooManyTokens(Exception):
    """You have as many tokens as one account may have: please revoke them first."""


class Identity(Protocol):
    """Accounts of one community; nothing here enters the log.

    Where passwords are concerned, `Busy` is raised when too many are being checked already.
    """

    async def register(self, community: Community, login: str, password: str) -> Account:
        """A new person with key, secret and log-in (transaction T1). Raises `LoginTaken`."""
        ...

    async def sign_in(self, community: Community, login: str, password: str) -> Session | None: ...

    async def session(self, community: Community, token: str) -> Session | None: ...

    async def sign_out(self, token: str) -> None: ...

    async def make_api_token(self, account: Account) -> str:
        """A new bearer token, shown once; only its digest is stored. Raises `TooManyTokens`."""
        ...

    async def api_tokens(self, account: Account) -> int:
        """How many of the account's tokens are valid."""
        ...

    async def revoke_api_tokens(self, account: Account) -> None:
        """No token of this account opens anything any more."""
        ...

    async def by_api_token(self, community: Community, token: str) -> Account | None: ...

    async def account(self, community: Community, login: str) -> Account | None:
        """The account of a log-in name, for the desk."""
        ...

    async def change_password(self, community: Community, token: str, old: str, new: str) -> bool:
        """Whether `old` was right; then `new` stands, and every other session has ended."""
        ...

    async def people_by_login(self, community: Community, part: str, limit: int) -> dict[UUID, str]:
        """People whose log-in contains this part, with the log-in: for the desk only."""
        ...

    async def name(self, person: UUID, community: Community, scope: str) -> str:
        """The person's name in a scope ("member", "voice:2026"), stored before it is first used."""
        ...

    async def new_person(self, request: UUID | None = None) -> UUID:
        """A person without a log-in, for somebody who joins at the desk (transaction T1).

        The same request, asked again, gets the same person.
        """
        ...

    async def person_of(self, name: str) -> UUID | None:
        """Who stands behind a name: for staff acts at the desk only."""
        ...
