"""身份 — who asks: accounts, sessions and tokens, and the names under which a person acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from projections.views import Community

SESSIONS_SHOWN_MAX: Final = 100


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


@dataclass(frozen=True)
class OpenSession:
    """A browser that is signed in under an account, as its owner sees it in a list."""

    key: str
    """What tells it from the others. It opens nothing."""
    began_at: datetime
    ends_at: datetime
    is_here: bool


class LoginTaken(Exception):
    """Somebody already uses this log-in name: please choose another."""


class HandleTaken(Exception):
    """This public handle is or was somebody else's: please choose another."""


class TooManyTokens(Exception):
    """You have as many tokens as one account may have: please revoke them first."""


class NobodyThere(Exception):
    """We know no resident with this log-in or member name."""

    # The person was erased while something was done for or by them: whoever asks learns no more
    # than of somebody who was never here.


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

    async def password_fits(self, community: Community, login: str, password: str) -> bool:
        """Whether this is the password of a log-in; asked again before what cannot be undone."""
        ...

    async def sessions_of(
        self, account: Account, here: str = "", limit: int | None = SESSIONS_SHOWN_MAX
    ) -> list[OpenSession]:
        """Who is signed in under an account, newest first; `here` is the token of this one."""
        ...

    async def end_sessions(self, account: Account, but: str) -> None:
        """Every session of the account has ended `but` that of a token."""
        ...

    async def end_session(self, account: Account, key: str) -> None: ...

    async def tokens_of(self, account: Account) -> list[datetime]:
        """Until when each valid token of an account is valid, newest first."""
        ...

    async def people_by_login(self, community: Community, part: str, limit: int) -> dict[UUID, str]:
        """People whose log-in contains this part, with the log-in: for the desk only."""
        ...

    async def name(self, person: UUID, community: Community, scope: str) -> str:
        """The person's name in a scope ("member", "voice:2026"), stored before it is first used.

        Raises `NobodyThere`.
        """
        ...

    async def names(self, person: UUID, community: Community, *scopes: str) -> list[str]:
        """The same in several scopes at once, and of this moment: nothing is remembered."""
        ...

    async def names_known(self, person: UUID) -> list[str]:
        """Every name of a person that was ever stored, in all scopes."""
        ...

    async def new_person(self, request: UUID | None = None) -> UUID:
        """A person without a log-in, for somebody who joins at the desk (transaction T1).

        The same request, asked again, gets the same person.
        """
        ...

    async def person_of(self, name: str) -> UUID | None:
        """Who stands behind a name: for staff acts at the desk only."""
        ...

    async def account_of(self, community: Community, person: UUID) -> Account | None:
        """The log-in of a person in this community, if there is one."""
        ...

    async def staff_bound(self, community: Community, account: Account, handle: str) -> Account:
        """The account with the public handle that it has, or with this one from now on (T1).

        A handle that was used once is never given to somebody else. Raises `HandleTaken`.
        """
        ...

    async def handle_owner(self, community: Community, handle: str) -> UUID | None:
        """Whose handle this is, of those who are still here."""
        ...

    async def withhold(self, person: UUID, *, withheld: bool) -> None:
        """Show this person's own words to nobody from now on, or show them again (T1).

        The words that are shown follow within a second, and stay so as long as the log agrees: a
        consent that stands there, or one that was taken back, decides within a minute at most.
        """
        ...

    async def unsign(self, person: UUID, *, unsigned: bool) -> None:
        """Show this person's own words without the sign from now on, or with it (T1)."""
        ...
