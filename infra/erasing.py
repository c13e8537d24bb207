"""抹除 — carries an erasure out, step by step; whatever is cut off, the next run completes.

First what still stands under the names of the person is taken back, each in an append of its own at
a random hour, so that neighbouring positions do not link the names; then the membership ends; then
an entry says that somebody was erased; then everything held about the person is destroyed.
Steps are repeated under the same request keys, so a repeat records nothing.
"""

from __future__ import annotations

import logging
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from operator import itemgetter
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from psycopg import connect

from domain.kernel import Act
from domain.residents.erase_person import ErasePerson
from domain.residents.leave_community import LeaveCommunity
from domain.residents.revoke_role import RevokeRole
from domain.suggestions.follow_suggestion import FollowSuggestion
from domain.suggestions.support_comment import SupportComment
from domain.suggestions.withdraw_stance import WithdrawStance
from domain.suggestions.withdraw_suggestion import WithdrawSuggestion
from infra.chance import ID_CHARS
from infra.destroying import come_back, destroy
from infra.erasure_rows import (
    ERASED,
    FOLLOW,
    LEAVE,
    ROLE,
    STANCE,
    SUGGESTION,
    ErasureRows,
    Step,
)
from infra.pictures import forget_unopenable
from infra.roll_drafts import Drafts
from infra.standing_acts import has_entries, standing
from infra.writer import Waiting
from services.door import RequestKey
from services.erasure import SPREAD_DAYS

if TYPE_CHECKING:
    from datetime import datetime

    from domain.kernel import Command
    from infra.erasure_rows import Begun
    from infra.installation import Installation
    from projections.views import Community

LOG = logging.getLogger(__name__)
LOCK = 0x6C696E6C69_02
SYSTEM = CHANNEL = "system"
ID_PREFIX = b"linli/erasure/v1\x00"
DRAW_BYTES = 8
RANK = {LEAVE: 1, ERASED: 2}
"""The membership ends after all that it carries; everything else comes in any order before."""
MAKING_UP_FOR = timedelta(days=1)
"""Within so long the steps follow that came due while nothing was running."""


class Erasing:
    """Erasures of one installation. Whoever carries one out holds the lock."""

    def __init__(self, installation: Installation) -> None:
        self.installation, self.clock = installation, installation.clock
        self.rows = ErasureRows(installation.keys.pool)
        self.drafts = Drafts(installation.keys, installation.clock)

    def run(self) -> None:
        """Do all that is due by now, unless another process is at it."""
        self.drafts.throw_away_old_ones()
        if not self.rows.begun(self.clock()):
            return
        with connect(self.installation.supervised.databases.keys, autocommit=True) as connection:
            if connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone() == (True,):
                for erasure in self.rows.begun(self.clock()):
                    self._as_far_as_it_goes(erasure)

    def tidy(self) -> None:
        """What nobody can open any more goes, whatever left it behind."""
        forget_unopenable(self.installation.main, self.installation.keys)

    def at_once(self, person: UUID) -> None:
        """All of it now: whoever reads the log then sees neighbouring positions."""
        self.rows.ask_at_once(person, self.clock())
        self._whole(person)

    def again(self) -> int:
        """Destroy those anew whom an old back-up of the keys has brought back; how many."""
        databases = self.installation.supervised.databases
        with connect(databases.main) as main, connect(databases.keys) as keys:
            people = come_back(main, keys)
        for person in people:
            self.rows.ask_at_once(person, self.clock(), drawn=True)
            self._whole(person)
        return len(people)

    def _whole(self, person: UUID) -> None:
        with connect(self.installation.supervised.databases.keys, autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
            for erasure in self.rows.begun(self.clock()):
                if erasure.person == person:
                    self._carry_out(erasure)

    def _as_far_as_it_goes(self, erasure: Begun) -> None:
        """One that cannot go on keeps no other from it; `linli doctor` tells that it is late."""
        try:
            self._carry_out(erasure)
        except Exception as failed:  # noqa: BLE001 - whatever it is, the next run tries again.
            # Its own message may name whom it concerns.
            LOG.error("An erasure is not done yet: %s", type(failed).__name__)  # noqa: TRY400 - no message: it may quote.

    def _carry_out(self, erasure: Begun) -> None:
        if not erasure.drawn:
            self._draw(erasure)
        while step := self.rows.next_step(erasure.id):
            if not erasure.at_once and step.due_at > self.clock():
                return
            self._take(erasure, step)
            self.rows.done(erasure.id, step)
            if not erasure.at_once:
                self._spread_what_is_late(erasure)
        destroy(self.installation, erasure.id)

    def _draw(self, erasure: Begun) -> None:
        """Fix the steps: what stands, in random order and at random moments, then the end."""
        now = self.clock()
        until = erasure.due_at
        if not erasure.at_once:
            until = max(until, now + timedelta(days=SPREAD_DAYS))
        steps = self._steps(erasure, now)
        draws = self._draws(erasure, "order", len(steps))
        drawn = zip((RANK.get(step.what, 0) for step in steps), draws, steps, strict=True)
        shuffled = [step for _, _, step in sorted(drawn, key=itemgetter(0, 1))]
        times = self._times(erasure, "time", len(steps), now, until)
        self.rows.draw(
            erasure.id,
            [
                Step(at, s.log, s.what, s.name, s.subject, s.position)
                for at, s in zip(times, shuffled, strict=True)
            ],
            until,
        )

    def _steps(self, erasure: Begun, now: datetime) -> list[Step]:
        steps = []
        for community in self.installation.communities.all():
            names = self._names(erasure, community)
            with self.installation.main.connection() as connection:
                stands = standing(connection, community.log, names)
                known = has_entries(connection, community.log, names)
            steps += [
                Step(now, community.log, one.what, one.name, one.subject, one.position)
                for one in stands
            ]
            if known:
                steps.append(Step(now, community.log, ERASED, "", "", 0))
        return steps

    def _names(self, erasure: Begun, community: Community) -> list[str]:
        """Under which names the person may stand in one log: an office's belong to its own."""
        assert erasure.person is not None, "It has steps left, so nothing is destroyed."  # noqa: S101
        handles = self.rows.handles(erasure.person)
        return [
            *self.rows.names(erasure.person),
            *(handle for origin, handle in handles if origin == community.origin),
        ]

    def _take(self, erasure: Begun, step: Step) -> None:
        if rank := RANK.get(step.what, 0):
            # What was done since the steps were drawn, by the person or at the desk.
            for late in self._steps(erasure, self.clock()):
                if late.log == step.log and RANK.get(late.what, 0) < rank:
                    self._record(erasure, late)
        self._record(erasure, step)

    def _record(self, erasure: Begun, step: Step) -> None:
        """One append. Under the same key it is recorded once, however often it is begun."""
        about = f"{step.log}/{step.what}/{step.name}/{step.subject}/{step.position}"
        request = RequestKey(uuid5(erasure.id, about), b"")
        [outcome] = self.installation.writer.decided(
            step.log, [Waiting(self._command(erasure, step), request)]
        )
        if isinstance(outcome, Exception):
            raise outcome

    def _command(self, erasure: Begun, step: Step) -> Command:
        if step.what not in {ROLE, LEAVE, ERASED}:
            return self._taking_back(step)
        official = Act.of(SYSTEM, self.clock()).to_the_hour()
        match step.what:
            case what if what == ROLE:
                role, _, scope = step.subject.partition(" ")
                return RevokeRole(act=official, holder=step.name, role=role, scope=scope or None)
            case what if what == LEAVE:
                return LeaveCommunity(act=Act.of(SYSTEM, self.clock(), step.name), holders=())
            case _:
                return ErasePerson(act=official, erasure=public_id(erasure.id, step.log))

    def _taking_back(self, step: Step) -> Command:
        """Nothing of it asks the roll, so that the name on the roll stays out of this entry."""
        act = Act.of(SYSTEM, self.clock(), step.name)
        about, _, comment = step.subject.partition(" ")
        match step.what:
            case what if what == STANCE:
                return WithdrawStance(act=act, suggestion=about, channel=CHANNEL)
            case what if what == SUGGESTION:
                return WithdrawSuggestion(act=act, suggestion=about, channel=CHANNEL)
            case what if what == FOLLOW:
                return FollowSuggestion(act=act, member=act.who, suggestion=about, follow=False)
            case _:
                return SupportComment(
                    act=act, member=act.who, suggestion=about, comment=comment, support=False
                )

    def _spread_what_is_late(self, erasure: Begun) -> None:
        """Steps that came due while nothing was running do not follow at one another's heels."""
        now, following = self.clock(), self.rows.next_step(erasure.id)
        if following is not None and following.due_at <= now:
            numbers = self.rows.later_steps(erasure.id)
            purpose = f"late/{following.number}"
            times = self._times(erasure, purpose, len(numbers), now, now + MAKING_UP_FOR)
            self.rows.move(erasure.id, dict(zip(numbers, times, strict=True)))

    def _times(
        self, erasure: Begun, purpose: str, count: int, first: datetime, last: datetime
    ) -> list[datetime]:
        """Random moments, in order."""
        return sorted(
            first + draw * (last - first) for draw in self._draws(erasure, purpose, count)
        )

    def _draws(self, erasure: Begun, purpose: str, count: int) -> list[float]:
        """So many numbers from 0 to 1."""
        draw, whole = self.installation.chance.draw, 2 ** (8 * DRAW_BYTES)
        return [
            int.from_bytes(draw(f"erasure/{erasure.id}/{purpose}/{number}", DRAW_BYTES)) / whole
            for number in range(count)
        ]


def public_id(erasure: UUID, log: int) -> str:
    """What one log calls it: nobody can tell from it what another log calls it, or this row."""
    digest = sha256(ID_PREFIX + erasure.bytes + log.to_bytes(DRAW_BYTES)).digest()
    return f"erasure:{urlsafe_b64encode(digest).decode()[:ID_CHARS]}"
