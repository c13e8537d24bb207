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
    INVITATION_LETTERS,
    MODERATION,
    POLICIES,
    SENSITIVE_ROLES_NEED,
    SUGGESTIONS_PER_DAY,
    VERIFICATION_APPROVERS,
    WHO_MAY_TAKE_PART,
)
from domain.residents.events import (
    DetailsTold,
    GuardianConsented,
    GuardianConsentWithdrawn,
    GuardianNamed,
    MemberLeft,
    PersonErased,
    ResidenceVerified,
    ResidenceVouched,
    ResidentJoined,
    RoleGranted,
    RoleProposed,
    RoleRevoked,
)
from domain.suggestions.events import (
    CommentMade,
    CommentWithdrawn,
    ObjectionMade,
    PaperKept,
    StanceTaken,
    StanceWithdrawn,
    SuggestionModerated,
    SuggestionSubmitted,
    SuggestionWithdrawn,
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
child_on_the_roll = "member:child_upon_the_roll_08"
guardian = "guardian:child_upon_the_roll_08:guardian_of_this_child"
other_guardian = "guardian:child_upon_the_roll_08:grandmother_of_a_child"
guardian_on_the_roll = neighbour_on_the_roll
child = "voice:2026:child_of_building_0003"
steward = "service:steward_of_rehearsals_"
participant = "voice:import/uberx:participant_no_0000042"
clerk, committee, stranger_in_office = "staff:lin", "staff:zhao", "staff:nobody"
colleague = "staff:qian"
reading_corner = "suggestion:reading_corner_at_no_3"
bicycle_shed = "suggestion:bicycle_shed_by_gate_2"
quiet_please = "comment:quiet_for_the_children"

by_resident = Act(resident, NOON)
by_neighbour = Act(neighbour, NOON)
by_clerk = Act(clerk, "2026-03-02T04:07Z")
by_committee = Act(committee, "2026-03-02T04:09Z")
by_colleague = Act(colleague, "2026-03-02T05:20Z")
by_guardian = Act(guardian, NOON, child_on_the_roll)
by_child = Act(child, NOON)
clerk_for_child = Act(clerk, NOON, child_on_the_roll)
system_for_resident = Act("system", NOON, resident)
system_for_the_roll = Act("system", NOON, resident_on_the_roll)
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
two_approvers = PolicyAdopted(act=by_committee, policy=VERIFICATION_APPROVERS.id, value="two")
two_grant_sensitive_roles = two_approvers.model_copy(update={"policy": SENSITIVE_ROLES_NEED.id})
letters_only_invite = PolicyAdopted(
    act=by_committee, policy=INVITATION_LETTERS.id, value="join-only"
)
moderation_as_written = PolicyAdopted(
    act=by_committee, policy=MODERATION.id, value="as-written", text="不骂人，不泄露他人信息。"
)
comments_closed = PolicyAdopted(act=by_committee, policy=COMMENTS.id, value="closed")
comments_open = comments_closed.model_copy(update={"value": "open"})
one_suggestion_a_day = PolicyAdopted(act=by_committee, policy=SUGGESTIONS_PER_DAY.id, value="1")

clerk_appointed = RoleGranted(act=by_committee, holder=clerk, role="clerk")
committee_appointed = RoleGranted(act=by_system, holder=committee, role="committee")
colleague_appointed = committee_appointed.model_copy(update={"holder": colleague})
clerk_released = RoleRevoked(act=by_committee, holder=clerk, role="clerk")
registrar_proposed = RoleProposed(
    act=by_committee, holder=clerk, role="registrar", until="2027-01-01T00:00Z"
)
steward_appointed = RoleGranted(
    act=by_committee, holder=steward, role="steward", scope="space:rehearsal-room",
    until="2027-01-01T00:00Z",
)  # fmt: skip
steward_released = RoleRevoked(
    act=by_committee, holder=steward, role="steward", scope="space:rehearsal-room"
)

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
vouched = ResidenceVouched(act=by_clerk.to_the_hour(), resident=resident_on_the_roll, method="desk")
verified_by_letter = ResidenceVerified(
    act=by_system.to_the_hour(), resident=resident_on_the_roll, method="letter"
)
moved_house = DetailsTold(act=clerk_for_the_roll, household="5号楼1单元202")
left = MemberLeft(act=Act(resident_on_the_roll, NOON))
erased = PersonErased(act=by_system.to_the_hour(), erasure="erasure:one_of_whom_nothing_is")
child_joined = joined.model_copy(
    update={"act": clerk_for_child, "channel": "desk", "name": "王小雨", "age_band": "under-14"}
)
guardian_named = GuardianNamed(act=clerk_for_child, guardian=guardian)
consented = GuardianConsented(act=by_guardian, guardian=guardian, text="guardian-consent-1")
consent_withdrawn = GuardianConsentWithdrawn(act=by_guardian, guardian=guardian)
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

suggestion_withdrawn = SuggestionWithdrawn(
    act=by_resident, suggestion=reading_corner, channel="web"
)
stance_withdrawn = StanceWithdrawn(act=by_resident, suggestion=reading_corner, channel="web")
comment_withdrawn = CommentWithdrawn(
    act=by_resident, suggestion=reading_corner, comment=quiet_please, channel="web"
)
objection_made = ObjectionMade(act=by_resident, subject=reading_corner, what="stance")
paper_kept = PaperKept(
    act=clerk_for_resident, subject=reading_corner,
    picture="47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
)  # fmt: skip
