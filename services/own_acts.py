"""我的行动 — what stands in the record under one person's names, and how it is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.catalogue import CATALOGUE
from domain.kernel import Act, Command
from domain.suggestions.events import What
from domain.suggestions.make_objection import MakeObjection
from domain.suggestions.withdraw_comment import WithdrawComment
from domain.suggestions.withdraw_stance import WithdrawStance
from domain.suggestions.withdraw_suggestion import WithdrawSuggestion
from projections import acts as views
from projections import audit
from projections.acts import WHATS, Afterwards, Said
from projections.audit import AuditEntry
from projections.views import Community
from services.identity import Account
from services.linli import Linli
from services.problems import NOT_YOUR_ACT, Unanswerable
from services.speaking import WEB

STAFF: Final = "staff:"
DESK_ACTS_DAYS: Final = 30
DESK_ACTS_SEARCHED_MAX: Final = 100
NOTHING: Final = Afterwards(None, None)


@dataclass(frozen=True, slots=True)
class OwnAct:
    """One entry under somebody's names, as this person may read it and act upon it."""

    entry: AuditEntry
    stands: bool
    """Whether it counts and is shown today."""
    afterwards: Afterwards = NOTHING

    @property
    def what(self) -> What | None:
        return WHATS.get(self.entry.event)

    @property
    def suggestion(self) -> str:
        return str(self.entry.entry["data"].get("suggestion", ""))

    @property
    def subject(self) -> str:
        """What is withdrawn: the comment, or the suggestion; nothing for other entries."""
        data = self.entry.entry["data"]
        return str(data.get("comment", self.suggestion)) if self.what else ""

    @property
    def recorded_by(self) -> str | None:
        """The member of staff who recorded it for this person, or for a child of theirs."""
        by_staff = self.entry.by.startswith(STAFF) and "for" in self.entry.entry["data"]
        return self.entry.by if by_staff else None

    @property
    def channel(self) -> str:
        return str(self.entry.entry["data"].get("channel", ""))

    @property
    def may_be_withdrawn(self) -> bool:
        return self.what is not None and self.stands

    @property
    def may_be_objected_to(self) -> bool:
        return self.may_be_withdrawn and self.recorded_by is not None


async def names_of(linli: Linli, account: Account) -> list[str]:
    """Every name under which this person may stand in a record."""
    known = await linli.identity.names_known(account.person)
    return [*known, account.staff] if account.staff else known


async def own_acts(
    linli: Linli,
    community: Community,
    names: Sequence[str],
    *,
    events: Sequence[str] = tuple(CATALOGUE),
    before: int | None,
    limit: int,
) -> list[OwnAct]:
    """What was done under these names or happened to them, newest first."""
    found = await audit.entries_about(
        linli.views, community, names, events=events, before=before, limit=limit
    )
    return await _with_what_became(linli, community, found, names)


async def own_act(
    linli: Linli, community: Community, names: Sequence[str], position: int
) -> OwnAct:
    """One act that its person may take back. Raises `Unanswerable`, whosever else's it is."""
    found = await audit.entry(linli.views, community, position)
    if found is None or found.event not in WHATS or found.who not in names:
        raise Unanswerable(NOT_YOUR_ACT)
    return (await _with_what_became(linli, community, [found], names))[0]


async def own_words(
    linli: Linli, community: Community, acts: Sequence[OwnAct], names: Sequence[str]
) -> dict[int, dict[str, str]]:
    """The private fields of these acts by position, where this person is their owner."""
    own = [act.entry.position for act in acts if act.entry.who in names and "c" in act.entry.entry]
    return await linli.record.private(community, own)


async def recorded_for_me(
    linli: Linli, community: Community, names: Sequence[str], now: datetime, limit: int
) -> list[OwnAct]:
    """What the desk recorded for somebody lately and still counts: it waits to be looked at."""
    since = Act.of("system", now - timedelta(days=DESK_ACTS_DAYS)).at
    found = await audit.entries_about(
        linli.views, community, names, events=list(WHATS), limit=DESK_ACTS_SEARCHED_MAX
    )
    lately = [entry for entry in found if entry.by.startswith(STAFF) and entry.at > since]
    acts = await _with_what_became(linli, community, lately, names)
    return [act for act in acts if act.may_be_objected_to][:limit]


async def _with_what_became(
    linli: Linli, community: Community, entries: Sequence[AuditEntry], names: Sequence[str]
) -> list[OwnAct]:
    mine = set(names)
    acts = [OwnAct(entry, stands=True) for entry in entries]
    said = [
        Said(act.entry.position, act.entry.event, act.subject, act.entry.who)
        for act in acts
        if act.what and act.entry.who in mine
    ]
    stand = await views.standing(linli.views, community, said) if said else set()
    became = await views.afterwards(linli.views, community, said) if said else {}
    return [
        OwnAct(act.entry, act.entry.position in stand, became.get(act.entry.position, NOTHING))
        for act in acts
    ]


def taking_back(
    act: OwnAct, now: datetime, staff: str | None = None, channel: str = WEB
) -> Command:
    """Withdraw it, under the name by which it was said; `staff` records it for whoever asked."""
    mine = _under_its_name(act, now, staff)
    match act.what:
        case "stance":
            return WithdrawStance(act=mine, suggestion=act.subject, channel=channel)
        case "suggestion":
            return WithdrawSuggestion(act=mine, suggestion=act.subject, channel=channel)
        case "comment":
            return WithdrawComment(
                act=mine, suggestion=act.suggestion, comment=act.subject, channel=channel
            )
        case None:
            raise Unanswerable(NOT_YOUR_ACT)


def objecting_to(
    act: OwnAct, now: datetime, staff: str | None = None, channel: str = WEB
) -> Command:
    """Say that the desk recorded something else than was meant; it is withdrawn with it."""
    if act.what is None:
        raise Unanswerable(NOT_YOUR_ACT)
    mine = _under_its_name(act, now, staff)
    return MakeObjection(act=mine, what=act.what, subject=act.subject, channel=channel)


def _under_its_name(act: OwnAct, now: datetime, staff: str | None) -> Act:
    return Act.of(staff, now, act.entry.who) if staff else Act.of(act.entry.who, now)
