"""参与 — what stands in the way of somebody who would take part, asked before a form is offered."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel import Refused
from domain.policies import COMMENTS, WHO_MAY_SUGGEST, WHO_MAY_TAKE_PART
from domain.standing import must_take_part
from domain.suggestions.make_comment import CommentsAreClosed
from projections import community
from projections.residents import Member
from services.language import reason_of, sentence
from services.pages.membership import membership
from services.pages.visitor import Visitor


@dataclass(frozen=True)
class Open:
    """Whether forms are worth filling in: the sentence of the refusal to come, or nothing."""

    refusal: Refused | None
    """Of a suggestion."""
    comments: str
    to_take_part: str
    to_suggest: str


async def rules_of_today(visitor: Visitor) -> dict[str, str]:
    """The value of each policy, asked once in a request."""
    state = visitor.request.state
    if not hasattr(state, "rules"):
        today = await community.policies(visitor.linli.views, visitor.community)
        state.rules = {rule.policy: rule.value for rule in today}
    rules: dict[str, str] = state.rules
    return rules


async def what_is_open(visitor: Visitor) -> Open:
    """For a guest everything is, as far as we know: who it is will be asked when signing in."""
    rules = await rules_of_today(visitor)
    refusal = to_suggest = None
    if visitor.session:
        member = await membership(visitor)
        may_take_part = WHO_MAY_TAKE_PART.among(rules)
        may_suggest = WHO_MAY_SUGGEST.among(rules)
        refusal = _refusal(member, may_take_part)
        to_suggest = refusal or _refusal(member, may_suggest)
    closed = CommentsAreClosed() if COMMENTS.among(rules) == "closed" else refusal
    return Open(
        to_suggest, _said(closed, visitor), _said(refusal, visitor), _said(to_suggest, visitor)
    )


def _refusal(member: Member | None, who_may: str) -> Refused | None:
    """What `who-may-take-part` or `who-may-suggest` says to somebody who may have left."""
    joined = member is not None and member.left_position is None
    verified = joined and member is not None and member.verified_position is not None
    try:
        must_take_part(joined=joined, verified=verified, who_may=who_may)
    except Refused as refusal:
        return refusal
    return None


def _said(refusal: Refused | None, visitor: Visitor) -> str:
    return sentence(reason_of(type(refusal)), visitor.language) if refusal else ""
