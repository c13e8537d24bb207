"""尝试 — how often signing in to one account has failed lately, so that guessing is slow."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.counting import Count

WINDOW_MINUTES_MAX = 15
FAILURES_FROM_ONE_ADDRESS_MAX = 10
FAILURES_FROM_ALL_ADDRESSES_MAX = 100
WRONG_CODES_FROM_ONE_ADDRESS_MAX = 10


@dataclass(frozen=True)
class Try:
    """Somebody at `address` tries to sign in under a log-in name."""

    community: str
    login: str
    address: str

    @property
    def account(self) -> tuple[str, str]:
        return self.community, self.login


def _within_the_window(most: int) -> Count:
    return Count(most, timedelta(minutes=WINDOW_MINUTES_MAX))


@dataclass(frozen=True)
class Tries:
    """Failures by account and address, and by account over all addresses.

    Who guesses from one address shuts out that address alone, not the owner of the account.
    A try counts before its password is checked, so that a hundred tries at once are not all free.
    """

    from_one_address: Count = field(
        default_factory=lambda: _within_the_window(FAILURES_FROM_ONE_ADDRESS_MAX)
    )
    from_all_addresses: Count = field(
        default_factory=lambda: _within_the_window(FAILURES_FROM_ALL_ADDRESSES_MAX)
    )

    def are_used_up(self, trying: Try, now: datetime) -> bool:
        """Whether this try must wait; if not, it counts as failed until it is taken back."""
        if self.from_one_address.is_used_up(trying, now):
            return True
        if self.from_all_addresses.is_used_up(trying.account, now):
            return True
        self.from_one_address.add(trying, now)
        self.from_all_addresses.add(trying.account, now)
        return False

    def succeeded(self, trying: Try) -> None:
        """The password was right: this address begins anew."""
        self.from_one_address.forget(trying)
        self.from_all_addresses.take_back(trying.account)

    def take_back(self, trying: Try) -> None:
        """The password was not looked at."""
        self.from_one_address.take_back(trying)
        self.from_all_addresses.take_back(trying.account)


def of_letters() -> Count:
    """For wrong codes of invitation letters, by community and address.

    All addresses together are not counted: that would let one household shut the letters of a
    whole community, and guards nothing. A code has 10 of 32 characters, which are 50 bits: among
    a thousand letters, and with a thousand tries in every second of their 90 days, somebody finds
    one by a chance of less than 1 in 100.
    """
    return _within_the_window(WRONG_CODES_FROM_ONE_ADDRESS_MAX)
