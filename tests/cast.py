"""人物 cast — the people of the tests, and what they did: constants of real events.

A test that needs another one changes a single field by `model_copy`. Names have 22 characters
after their scope, as in the entry format, and are readable for once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.community.events import CommunityFounded, PolicyAdopted
from domain.kernel import Act
from domain.policies import (
    COMMENTS,
    POLICIES,
    SUGGESTIONS_PER_DAY,
    WHO_MAY_TAKE_PART,
)
from domain.residents.events import ResidenceVerified, ResidentJoined, RoleGranted
from domain.suggestions.events import (
    CommentMade,
    StanceTaken,
    SuggestionModerated,
    SuggestionSubmitted,
)

if TYPE_CHECKING:
    from domain.suggestions.events import Choice

NOON = "2026-03-02T04:00Z"
"""Noon in Shanghai: a Monday."""
AFTERNOON = "2026-03-02T08:00Z"
TOMORROW = "2026-03-03T04:00Z"
LONG_AGO = "2015-07-01T03:04:05.678Z"
"""When imported words were said: to the millisecond, since they are public already."""

resident = "voice:2026:resident_of_building_3"
neighbour = "voice:2026:neighbour_of_lane_0012"
resident_on_the_roll = "member:resident_upon_the_roll"
neighbour_on_the_roll = "member:neighbour_in_this_roll"
participant = "voice:import/uberx:participant_no_0000042"
clerk, committee, stranger_in_office = "staff:lin", "staff:zhao", "staff:nobody"
reading_corner = "suggestion:reading_corner_at_no_3"
bicycle_shed = "suggestion:bicycle_shed_by_gate_2"
quiet_please = "comment:quiet_for_the_children"

by_resident = Act(resident, NOON)
by_neighbour = Act(neighbour, NOON)
by_clerk = Act(clerk, "2026-03-02T04:07Z")
by_committee = Act(committee, "2026-03-02T04:09Z")
by_system = Act("system", "2026-03-01T01:30Z")
clerk_for_resident = Act(clerk, NOON, resident)
clerk_for_the_roll = Act(clerk, NOON, resident_on_the_roll)
import_for_participant = Act("import:uberx", NOON, participant)

founded = CommunityFounded(
    act=by_system, community="community:haitang", name="海棠社区", time_zone="Asia/Shanghai"
)
rules_at_the_founding = tuple(
    PolicyAdopted(act=by_system, policy=policy.id, value=policy.at_founding)
    for policy in POLICIES.values()
)
members_may_take_part = PolicyAdopted(
    act=by_committee, policy=WHO_MAY_TAKE_PART.id, value="members"
)
verified_may_take_part = members_may_take_part.model_copy(update={"value": "verified"})
comments_closed = PolicyAdopted(act=by_committee, policy=COMMENTS.id, value="closed")
comments_open = comments_closed.model_copy(update={"value": "open"})
one_suggestion_a_day = PolicyAdopted(act=by_committee, policy=SUGGESTIONS_PER_DAY.id, value="1")

clerk_appointed = RoleGranted(act=by_committee, holder=clerk, role="clerk")
committee_appointed = RoleGranted(act=by_system, holder=committee, role="committee")

joined = ResidentJoined(
    act=Act(resident_on_the_roll, NOON),
    channel="web",
    name="王秀英",
    household="3号楼2单元501",
    age_band="18-and-over",
)
neighbour_joined = joined.model_copy(
    update={"act": Act(neighbour_on_the_roll, NOON), "name": "李建国", "household": "12弄6号"}
)
verified = ResidenceVerified(
    act=by_clerk.to_the_hour(), resident=resident_on_the_roll, method="desk"
)
neighbour_verified = verified.model_copy(update={"resident": neighbour_on_the_roll})

suggestion_submitted = SuggestionSubmitted(
    act=by_resident,
    suggestion=reading_corner,
    scope="voice:2026",
    category="making-together",
    channel="web",
    title="楼下的读书角",
    text="把三号楼底层的空房间改成读书角，周末请老人给孩子讲故事。",
)
suggestion_imported = SuggestionSubmitted(
    act=import_for_participant,
    suggestion=bicycle_shed,
    scope="voice:import/uberx",
    category="services",
    channel="import",
    source_id="42",
    occurred_at=LONG_AGO,
    title="小区东门应当有自行车棚",
)
suggestion_hidden = SuggestionModerated(
    act=by_committee, suggestion=reading_corner, rule="off-topic"
)


def stance_taken(choice: Choice, act: Act = by_resident) -> StanceTaken:
    return StanceTaken(act=act, suggestion=reading_corner, choice=choice, channel="web")


stance_imported = StanceTaken(
    act=import_for_participant,
    suggestion=bicycle_shed,
    choice="agree",
    channel="import",
    occurred_at=LONG_AGO,
)
comment_made = CommentMade(
    act=by_resident,
    suggestion=reading_corner,
    comment=quiet_please,
    side="for",
    channel="web",
    text="请留一个安静的角落给孩子们。",
)

one_of_each = (
    founded,
    members_may_take_part,
    joined.model_copy(update={"act": clerk_for_the_roll, "channel": "desk"}),
    verified,
    clerk_appointed,
    suggestion_imported,
    stance_imported,
    comment_made,
    suggestion_hidden,
)
"""An event of every name, with as many of its public fields as it can have."""
