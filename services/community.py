"""社区 community — the community, its rules of today and of before, and how they are adopted."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict

from domain.community.adopt_policy import (
    AdoptPolicy,
    NoSuchPolicy,
    NotAValueOfThePolicy,
    TheRuleNeedsItsWording,
)
from domain.kernel import Act
from domain.policies import POLICIES, Policy
from domain.standing import NotYourOffice
from projections import community as views
from projections.views import Community
from services.answers import Receipt, documented, shown
from services.asking import TheAsking, TheDeciding
from services.declared import ANY, reading, writing
from services.http import LIMIT_MAX, After, Before, Limit, TheId, TheLinli
from services.refusing import refusals
from services.wording import PolicyText, Word

router = APIRouter(prefix="/c/{community}", tags=["社区 · community"])
everywhere = APIRouter(tags=["社区 · community"])


@dataclass(frozen=True, slots=True)
class CommunityShown:
    """社区 · community."""

    __pydantic_config__ = documented(
        slug="linjiang", name="临江社区", origin="example.org/linjiang",
        time_zone="Asia/Shanghai", sample=True,
    )  # fmt: skip

    slug: str
    name: str
    origin: str
    """The log's name in the world."""
    time_zone: str
    sample: bool
    """Whether everything here was made up to try Linli out."""


@dataclass(frozen=True, slots=True)
class CommunityList:
    """社区列表 · communities."""

    items: list[CommunityShown]


@dataclass(frozen=True, slots=True)
class PolicyShown:
    """规则 · policy: its value, and since which position of the log."""

    __pydantic_config__ = documented(
        policy="policy:comments", value="open", values=["open", "closed"],
        text="评论全天开放。", position=3, at="2026-08-20T00:00Z",
    )  # fmt: skip

    policy: str
    value: str
    values: list[str]
    """What it may say."""
    text: str | None
    """Its wording; null: the committee gave it none."""
    position: int | None
    """Null: the committee never adopted a value, and the one it begins with holds."""
    at: str | None


@dataclass(frozen=True, slots=True)
class PolicyList:
    """规则列表 · policies."""

    items: list[PolicyShown]


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """规则历史的一页 · a page of values that rules have had; pass `next` as `before`."""

    items: list[PolicyShown]
    next: int | None


class Adoption(BaseModel):
    """新的规则值 · the value that a policy is to take, and its wording if it has one."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"value": "closed", "text": "选举期间暂停评论。"}]},
    )

    value: Word
    text: PolicyText | None = None


def community_shown(community: Community) -> CommunityShown:
    return CommunityShown(
        community.slug, community.name, community.origin, community.time_zone, community.sample
    )


def policy_shown(policy: views.PolicyToday) -> PolicyShown:
    known = POLICIES.get(policy.policy)
    values = list(known.values) if known else []
    text = policy.text or None
    return PolicyShown(policy.policy, policy.value, values, text, policy.position, policy.at)


def never_adopted(policy: Policy) -> PolicyShown:
    """A rule that is newer than the community: it has the value that it begins with."""
    return PolicyShown(policy.id, policy.at_founding, list(policy.values), None, None, None)


@everywhere.get(
    "/communities",
    summary="所有社区 · All communities",
    response_model=CommunityList,
    responses=refusals(*ANY),
)
async def list_communities(request: Request, linli: TheLinli) -> Response:
    found = await linli.record.communities()
    return shown(request, CommunityList([community_shown(community) for community in found]))


@router.get(
    "",
    summary="社区 · The community",
    response_model=CommunityShown,
    responses=reading(),
    dependencies=[After],
)
async def one_community(asking: TheAsking) -> Response:
    return asking.shown(community_shown(asking.community))


@router.get(
    "/policies",
    summary="今天的规则 · The rules of today",
    response_model=PolicyList,
    responses=reading(),
    dependencies=[After],
)
async def list_policies(asking: TheAsking) -> Response:
    today = await views.policies(asking.views, asking.community)
    adopted = {policy.policy: policy_shown(policy) for policy in today}
    others = [never_adopted(each) for id_, each in POLICIES.items() if id_ not in adopted]
    return asking.shown(PolicyList([*adopted.values(), *others]))


@router.get(
    "/policies/history",
    summary="规则的历史 · Every value that a rule has had",
    response_model=PolicyPage,
    responses=reading(),
    dependencies=[After],
)
async def policy_history(
    asking: TheAsking, before: Before = None, limit: Limit = LIMIT_MAX
) -> Response:
    history = await views.policy_history(
        asking.views, asking.community, before=before, limit=limit + 1
    )
    page = [policy_shown(policy) for policy in history[:limit]]
    return asking.shown(PolicyPage(page, page[-1].position if len(history) > limit else None))


@router.put(
    "/policies/{policy}",
    summary="通过规则 · The committee adopts a value",
    response_model=Receipt,
    status_code=201,
    responses=writing(NotYourOffice, NoSuchPolicy, NotAValueOfThePolicy, TheRuleNeedsItsWording),
)
async def adopt_policy(
    policy: TheId,
    adoption: Adoption,
    deciding: TheDeciding,
) -> Response:
    act = Act.of(deciding.staff, deciding.now)
    command = AdoptPolicy(act=act, policy=policy, value=adoption.value, text=adoption.text)
    return await deciding.receipt(command)
