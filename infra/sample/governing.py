"""样本职务 — who serves in the sample community, and which rules it gave itself when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from domain import policies
from domain.community.adopt_policy import AdoptPolicy
from domain.kernel import Act
from domain.residents.grant_role import GrantRole
from domain.residents.revoke_role import RevokeRole
from domain.standing import AUDITOR as AUDITING
from domain.standing import CLERK as AT_THE_DESK
from domain.standing import COMMITTEE as COMMITTEE_ROLE
from domain.standing import GRID_WORKER as ROUND_THE_GRID
from domain.standing import PLANNER, STEWARD
from domain.standing import REGISTRAR as KEEPING_THE_ROLL
from infra.sample.logins import AUDITOR, CLERK, COLLEAGUE, COMMITTEE, GRID_WORKER, REGISTRAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.sample.setting import Member, Setting, Timed

STAND_IN, OF_THE_THIRD_GRID = "staff:daiban", "staff:sanwangge"
STAND_IN_DAYS = 20
FEWER_SUGGESTIONS_DAY = 30
TWO_APPROVERS_FROM, TWO_APPROVERS_TO = 40, 60
SERVING_FROM_DAY = 33
ADVICE_DAYS = 25

WORDINGS: Final = {
    policies.SUPPORT_THRESHOLD: (
        "30",
        "一条建议有三十位居民赞成，居委会就要公开答复：办、怎么办，还是办不了、为什么。",
    ),
    policies.ANSWER_WITHIN_DAYS: (
        "30",
        "从第三十位居民赞成那天算起，三十天内答复；来不及的，先说明哪天能答复。",
    ),
    policies.WHO_MAY_VOTE: (
        "verified-14-and-over",
        "十四岁以上、居住已确认的成员可以表决。楼里的事孩子也有份，只是不到十四岁的先不投票。",
    ),
    policies.FAIRNESS: (
        policies.AS_WRITTEN,
        "场地先到先得，同一个人同一周最多占两次；有人第一次来，优先给他。",
    ),
    policies.MODERATION: (
        policies.AS_WRITTEN,
        "只隐藏点名骂人、泄露别人住址电话和做广告的话。隐藏要写明是哪一条，原有的表态照样算数。",
    ),
}


def offices(setting: Setting, last: datetime) -> Iterator[Timed]:
    """The first morning, and what changed later. Sensitive roles take two from the second hour."""
    start = setting.rhythm.opening

    def granted(
        minutes: int, by: str, holder: str, role: str,
        scope: str | None = None, until: str | None = None, proposer: str | None = None,
    ) -> Timed:  # fmt: skip
        moment = start + timedelta(minutes=minutes)
        granting = GrantRole(
            act=Act.of(by, moment), holder=holder, role=role, scope=scope, until=until,
            proposer=proposer,
        )  # fmt: skip
        return moment, granting

    term = f"{last.year + 1}-01-01T00:00Z"
    yield granted(10, COMMITTEE, CLERK, AT_THE_DESK)
    yield granted(12, COMMITTEE, COLLEAGUE, COMMITTEE_ROLE)
    yield _adopted(start + timedelta(minutes=20), policies.SENSITIVE_ROLES_NEED, "two")
    for holder, role in ((REGISTRAR, KEEPING_THE_ROLL), (AUDITOR, AUDITING)):
        yield granted(30, COMMITTEE, holder, role, until=term)
        yield granted(50, COLLEAGUE, holder, role, until=term, proposer=COMMITTEE)
    yield granted(70, COLLEAGUE, GRID_WORKER, ROUND_THE_GRID)
    yield granted(72, COLLEAGUE, OF_THE_THIRD_GRID, ROUND_THE_GRID, "grid:3", term)
    yield granted(75, COMMITTEE, STAND_IN, AT_THE_DESK)
    end = setting.rhythm.on(STAND_IN_DAYS, at_the_desk=True)
    yield end, RevokeRole(act=Act.of(COMMITTEE, end), holder=STAND_IN, role=AT_THE_DESK)


def rules(setting: Setting) -> Iterator[Timed]:
    """What the committee laid down, each with its wording."""
    start = setting.rhythm.opening + timedelta(hours=2)
    for number, (policy, (value, text)) in enumerate(WORDINGS.items()):
        yield _adopted(start + timedelta(minutes=number), policy, value, text)
    yield _adopted(
        setting.rhythm.on(FEWER_SUGGESTIONS_DAY, at_the_desk=True),
        policies.SUGGESTIONS_PER_DAY, "3", "每人每天最多三条：想清楚一条，胜过匆忙五条。",
    )  # fmt: skip
    for day, value, text in (
        (
            TWO_APPROVERS_FROM,
            "two",
            "名册里查出两户写错了门牌，这段时间居住由两名工作人员先后确认。",
        ),
        (TWO_APPROVERS_TO, "one", "名册已经核对完，恢复由一名工作人员确认。"),
    ):
        moment = setting.rhythm.at_opening_of(day)
        yield _adopted(moment, policies.VERIFICATION_APPROVERS, value, text)


def needs_two(setting: Setting, moment: datetime) -> bool:
    """Whether residence takes two approvers at this moment."""
    days = (TWO_APPROVERS_FROM, TWO_APPROVERS_TO)
    first, end = (setting.rhythm.at_opening_of(day) for day in days)
    return first <= moment < end


def services(setting: Setting, stewards: list[Member], planners: list[Member]) -> Iterator[Timed]:
    """Residents who serve, under a name of its own; one planner only advises for a time."""
    for number, (role, holder) in enumerate(
        [*((STEWARD, each) for each in stewards), *((PLANNER, each) for each in planners)]
    ):
        since = max(setting.rhythm.at_opening_of(SERVING_FROM_DAY + number), holder.joined)
        moment = setting.rhythm.soon_after(since, within_days=2, at_the_desk=True)
        ends = moment + timedelta(days=ADVICE_DAYS)
        advises = role == PLANNER and holder is not planners[0]
        yield (
            moment,
            GrantRole(
                act=Act.of(COMMITTEE, moment),
                holder=setting.name(holder.neighbour.person, "service"),
                role=role,
                until=f"{ends:%Y-%m-%d}T00:00Z" if advises else None,
            ),
        )


def _adopted(
    moment: datetime, policy: policies.Policy, value: str, text: str | None = None
) -> Timed:
    act = Act.of(COMMITTEE, moment)
    return moment, AdoptPolicy(act=act, policy=policy.id, value=value, text=text)
