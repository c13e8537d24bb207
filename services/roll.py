"""名册 — households, their codes, sheets of people: the port, and how labels compare.

What the community knows of an address stands in the keys database alone, never in the log.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal, Protocol
from unicodedata import normalize
from uuid import UUID, uuid5

from services.language import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projections.views import Community
    from services.identity import Account

CODE_CHARACTERS: Final = 10
CODE_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_DAYS_MAX: Final = 90
CODE_PEOPLE_MAX: Final = 12
ROLL: Final = "roll"
"""The channel of those whom a sheet puts on the roll, and the method that confirms them."""
DRAFT_AGE_MAX: Final = timedelta(hours=24)
ROLL_ROWS_MAX: Final = 2_000
SHEET_BYTES_MAX: Final = 1_000_000

CROCKFORD: Final = str.maketrans("OIL", "011")
"""Letters that look like digits are read as digits."""
UNITS: Final = re.compile(r"(?<=[0-9a-z])(?:号楼|单元|[栋幢座楼号室户房])")
BETWEEN: Final = re.compile(r"[\W_]+")
LEADING_ZEROS: Final = re.compile(r"(?<![0-9])0+(?=[0-9])")
DIGITS: Final = re.compile(r"([0-9]+)")

REASONS: Final = {
    "no-household": phrase("The address is missing."),
    "household-too-long": phrase("The address has more than 60 characters."),
    "name-too-long": phrase("The name has more than 60 characters."),
    "unusable": phrase("This row contains characters that cannot be used."),
    "unknown-age-band": phrase("This age band is not known: under 14, 14 to 17, or 18 and over."),
    "a-date": phrase(
        "The spreadsheet program has turned this address into a date: please format the column as"
        " text and type the address again."
    ),
    "unreadable": phrase("This row cannot be read: a quotation mark is in the wrong place."),
}
"""Why a row of a sheet is left out."""


class NotASheet(Exception):
    """This file is neither a CSV text nor an Excel workbook (.xlsx) that we can read."""


class SheetTooLarge(NotASheet):
    """This file is larger than we can read: please divide it into several."""


class TooManyRows(NotASheet):
    """A sheet has at most 2,000 rows: please divide it into several."""


class NoColumns(NotASheet):
    """We found no column of addresses: its heading must be 住址, 地址 or "household"."""


class NoRows(NotASheet):
    """Below the headings of this sheet there is not a single row."""


class OldWorkbook(NotASheet):
    """This is an old Excel workbook (.xls): please save it as .xlsx or as CSV."""


@dataclass(frozen=True)
class Row:
    """One usable row of a sheet, by its number there; without a name, the household alone."""

    number: int
    household: str
    name: str = ""
    age_band: str = ""

    @property
    def alike(self) -> tuple[str, str]:
        """Equal for rows that mean the same person in the same household."""
        return plain_label(self.household), plain_name(self.name)


@dataclass(frozen=True)
class Amiss:
    """A row that is left out, with a key of `REASONS` and what it said."""

    number: int
    reason: str
    household: str = ""
    name: str = ""


@dataclass(frozen=True)
class Sheet:
    """What a file says: rows in its order, and those that cannot be used."""

    rows: tuple[Row, ...]
    amiss: tuple[Amiss, ...] = ()


@dataclass(frozen=True)
class Household:
    """A household with the code that its people join by."""

    id: UUID
    label: str
    code: str
    code_until: datetime
    members: int

    @property
    def in_order(self) -> tuple[tuple[int, int, str], ...]:
        """By numbers as people count: 2 before 10."""
        parts = DIGITS.split(plain_label(self.label))
        return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts if p)


Seat = Literal["taken", "kept", "full"]
"""Whether somebody who came by a code is new in the household, or was a member of it already."""
PlaceTaken = Seat | Literal["gone", "desk"]
"""The same of a place that was kept; "gone" if another one was first, or a case for the desk."""


@dataclass(frozen=True)
class Invitation:
    """What a valid code opens: a household."""

    household: UUID
    label: str
    digest: bytes
    """What the code is known by."""


@dataclass(frozen=True)
class Entrant:
    """Somebody who is to be put on the roll out of a sheet; the same request, the same person."""

    request: UUID
    row: Row

    @property
    def person(self) -> UUID:
        return uuid5(self.request, "person")


class Roll(Protocol):
    """Households of one community; nothing here enters the log."""

    async def read_sheet(self, content: bytes) -> Sheet:
        """The rows of an uploaded file. Raises `NotASheet`."""
        ...

    async def keep_draft(self, community: Community, staff: str, sheet: Sheet) -> UUID:
        """Keep a sheet, encrypted, for this member of staff to confirm within a day."""
        ...

    async def draft(self, community: Community, staff: str, draft: UUID) -> Sheet | None: ...

    async def throw_away(self, community: Community, staff: str, draft: UUID) -> None: ...

    async def households(self, community: Community) -> list[Household]:
        """All of them, in the order of their labels."""
        ...

    async def homes_of(self, community: Community, person: UUID) -> list[str]:
        """The households to which a person is known to belong, for this person."""
        ...

    async def make_households(self, community: Community, labels: Sequence[str]) -> int:
        """Each label has a household from now on; how many were new."""
        ...

    async def enrol(self, community: Community, entrants: Sequence[Entrant]) -> list[str]:
        """People with their households and digests (transaction T1): their `member` names."""
        ...

    async def settle(self, community: Community, member: str, household: str, name: str) -> None:
        """Staff know that this person lives here: the household has one member more."""
        ...

    async def remember(self, community: Community, member: str, household: str, name: str) -> None:
        """By what the roll finds somebody again, from now on."""
        ...

    async def alike(
        self, community: Community, people: Sequence[tuple[str, str]]
    ) -> list[dict[str, UUID]]:
        """For each household and name: those who told the same, by their `member` names."""
        ...

    async def invited(self, community: Community, code: str) -> Invitation | None:
        """The household of a code that is known and still valid."""
        ...

    async def places(self, community: Community, invitation: Invitation, name: str) -> list[UUID]:
        """People of this household and name who have no log-in yet."""
        ...

    async def has_room(self, invitation: Invitation) -> bool:
        """Whether somebody more may come by the code."""
        ...

    async def take_seat(self, invitation: Invitation, person: UUID) -> Seat:
        """This person comes by the code; "full" when as many have come as it allows."""
        ...

    async def give_back_seat(self, invitation: Invitation, person: UUID) -> None:
        """This person did not come after all."""
        ...

    async def take_place(self, invitation: Invitation, place: UUID, account: Account) -> PlaceTaken:
        """From now on this log-in is that of an enrolled person, who comes by the code.

        Handles move with it; the person that it was before, who never acted, is forgotten.
        """
        ...

    async def renew(self, community: Community, household: UUID) -> None:
        """A new code in the place of the old one."""
        ...

    async def renew_expired(self, community: Community) -> int:
        """New codes for all households whose code has run out; how many there were."""
        ...


def plain_label(text: str) -> str:
    """The same household however it is written: 3号楼2单元501室, 3-2-0501 or ３＃２－５０１."""
    text = UNITS.sub("-", normalize("NFKC", text).casefold())
    return LEADING_ZEROS.sub("", BETWEEN.sub("-", text)).strip("-")


def plain_name(text: str) -> str:
    """The same name, with or without blanks and dots between its parts."""
    return BETWEEN.sub("", normalize("NFKC", text).casefold())


def plain_code(text: str) -> str:
    """A code as it was drawn, however it is typed."""
    return BETWEEN.sub("", normalize("NFKC", text)).upper().translate(CROCKFORD)


def is_a_code(plain: str) -> bool:
    return len(plain) == CODE_CHARACTERS and set(plain) <= set(CODE_ALPHABET)


def shown_code(plain: str) -> str:
    half = CODE_CHARACTERS // 2
    return f"{plain[:half]}-{plain[half:]}"
