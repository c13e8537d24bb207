"""工作代号 — the public handles of the staff, each of one log-in for ever, beside the keys."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from infra.reaching import in_thread
from services.identity import Account, HandleTaken

if TYPE_CHECKING:
    from uuid import UUID

    from psycopg import Connection

    from infra.identity import Accounts
    from projections.views import Community

STAFF_PREFIX = "staff:"
OF_PERSON = """
    SELECT id, login, person, staff FROM account WHERE origin = %s AND person = %s ORDER BY login
"""


def bind(connection: Connection, community: Community, holder: str, person: UUID) -> None:
    """Bind `staff:<handle>` to a person. Raises `HandleTaken`, also when its owner has gone."""
    row = connection.execute(
        "INSERT INTO staff_handle AS known (origin, handle, person) VALUES (%s, %s, %s)"
        " ON CONFLICT (origin, handle) DO UPDATE SET person = known.person"
        " WHERE known.person = excluded.person RETURNING true",
        (community.origin, holder.removeprefix(STAFF_PREFIX), person),
    ).fetchone()
    if row is None:
        raise HandleTaken


def bind_account(
    accounts: Accounts, community: Community, account: Account, handle: str
) -> Account:
    """The account with its handle, the one it has already or this one, in one transaction."""
    with accounts.pool.connection() as connection:
        row = connection.execute(
            "SELECT staff FROM account WHERE id = %s FOR UPDATE", (account.id,)
        ).fetchone()
        holder = row[0] if row and row[0] else f"{STAFF_PREFIX}{handle}"
        bind(connection, community, holder, account.person)
        connection.execute("UPDATE account SET staff = %s WHERE id = %s", (holder, account.id))
    return replace(account, staff=holder)


def owner_of(accounts: Accounts, community: Community, handle: str) -> UUID | None:
    """Whose handle it is, of those who are still here."""
    with accounts.pool.connection() as connection:
        row = connection.execute(
            "SELECT person FROM staff_handle WHERE origin = %s AND handle = %s",
            (community.origin, handle),
        ).fetchone()
    return row[0] if row else None


class StaffHandles:
    """The part of `services.identity.Identity` that concerns handles."""

    accounts: Accounts

    async def staff_bound(self, community: Community, account: Account, handle: str) -> Account:
        return await in_thread(bind_account, self.accounts, community, account, handle)

    async def handle_owner(self, community: Community, handle: str) -> UUID | None:
        return await in_thread(owner_of, self.accounts, community, handle)

    async def account_of(self, community: Community, person: UUID) -> Account | None:
        return await in_thread(self._account_of, community, person)

    def _account_of(self, community: Community, person: UUID) -> Account | None:
        with self.accounts.pool.connection() as connection:
            row = connection.execute(OF_PERSON, (community.origin, person)).fetchone()
        return Account(*row) if row else None
