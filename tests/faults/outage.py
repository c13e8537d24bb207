"""A poll whose last hour nobody could use: it is held, everybody sees it, and nothing is opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.voting.events import BallotsAllOpened, BallotsOpened, ClosingHeld, PollClosed
from infra.writer import Waiting
from tests.faults.closing import Evening
from tests.faults.poll_entries import the_opening_is_whole
from tests.faults.serving import PASSWORD
from tests.record.polls import LABELS, vote
from tests.record.town import Resident, Town
from tests.waiting import until

HELD_S_MAX = 60


def votes_were_cast(there: Town, poll: str, residents: Sequence[Resident], at: datetime) -> None:
    there.recorded(
        *(
            Waiting(vote(resident, poll, number % len(LABELS), at))
            for number, resident in enumerate(residents)
        )
    )


def is_held_for_all_to_see(evening: Evening, seconds: float = HELD_S_MAX) -> None:
    """The API and the page say so; no ballot is opened, and no vote is taken."""
    until(lambda: evening.entries[ClosingHeld.TOPIC], seconds)
    entries, shown = evening.entries, evening.shown().json
    assert len(entries[ClosingHeld.TOPIC]) == 1
    [(_, held)] = entries[ClosingHeld.TOPIC]
    assert (shown["state"], shown["held_until"]) == ("held", held["data"]["until"])
    for topic in (PollClosed.TOPIC, BallotsOpened.TOPIC, BallotsAllOpened.TOPIC):
        assert entries[topic] == []
    result = evening.shown("/result").json
    assert (result["final"], result["outcome"]) == (False, None)
    slug = evening.there.community.slug
    page = evening.visitor.get(f"/c/{slug}/polls/{evening.poll}")
    assert page.status == 200
    assert "暂缓" in page.body.decode()


def nobody_votes_any_more(evening: Evening, token: str) -> None:
    voter = evening.visitor.saying(authorization=f"Bearer {token}")
    assert voter.put(f"polls/{evening.poll}/ballot", {"choice": [0]}).problem == "poll-is-closed"


def the_committee_closes_it(evening: Evening) -> None:
    """Only now it is opened, and all that was cast is counted."""
    accounts, community = evening.there.installation.accounts, evening.there.community
    account = accounts.register(community, "chair", PASSWORD, staff=evening.there.chair)
    chair = evening.visitor.saying(authorization=f"Bearer {accounts.make_api_token(account)}")
    answer = chair.post(f"polls/{evening.poll}/closing")
    assert answer.status == 201, answer.body
    until(evening.is_counted, HELD_S_MAX)
    the_opening_is_whole(evening.entries)
