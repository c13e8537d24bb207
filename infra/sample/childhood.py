"""样本孩子 — children of a sample community, who speaks for them, and what they say themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from domain.consent import CONSENT_TEXTS
from domain.kernel import Act
from domain.residents.events import ADULT
from domain.residents.give_consent import GiveConsent
from domain.residents.join_community import JoinCommunity
from domain.residents.name_guardian import NameGuardian
from domain.residents.verify_residence import VerifyResidence
from domain.residents.withdraw_consent import WithdrawConsent
from domain.suggestions.submit_suggestion import SubmitSuggestion
from infra.chance import fresh_id
from infra.sample.logins import CLERK, REGISTRAR
from infra.sample.setting import Member

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from infra.sample.people import Family
    from infra.sample.setting import Setting, Timed

ASKED_DAYS, SPOKEN_DAYS = 4, 15
WITHDRAWN_AFTER_DAYS = 30

# One for each child, in order; a child without words only joins, and its guardian is not asked.
WORDS: Final = (
    ("health-and-leisure", "滑梯旁边装一个喝水的龙头", "我们玩累了要跑回家喝水，再下来就没有时间玩了。龙头矮一点，小的也够得着。"),  # noqa: E501
    ("making-together", "请让小朋友也能当阅读室的小管家", "我八岁，已经会按字母放书了。周六上午我可以提醒大家小声，也可以擦桌子。"),  # noqa: E501
    ("elder-care", "帮我爷爷那桌把棋盘画大一点", "爷爷说格子太小看不清，每次都让我念给他听。"),
    ("services", "放学的时候门口不要停车", "我和同学走在马路中间，因为人行道上都是车。"),
)  # fmt: skip
CHANGED_THEIR_MIND: Final = 3
"""Of which family the guardian takes the consent back, so that the words are shown no longer."""


def family(
    setting: Setting, number: int, each: Family, guardian: Member
) -> tuple[Member, list[Timed]]:
    """Guardian and child come to the desk together, soon after the guardian has joined."""
    start = guardian.takes_part_from or guardian.joined
    moment = setting.rhythm.soon_after(start, within_days=ASKED_DAYS, at_the_desk=True)
    name = setting.member(each.child)
    told: list[Timed] = [(moment, _joining(setting, each, moment))]
    moment += timedelta(minutes=2)
    told.append((moment, VerifyResidence(act=Act.of(CLERK, moment), resident=name)))
    told.append((moment, VerifyResidence(act=Act.of(REGISTRAR, moment), resident=name)))
    moment += timedelta(minutes=2)
    speaks = setting.name(each.guardian.person, f"guardian:{name.rpartition(':')[2]}")
    told.append(
        (
            moment,
            NameGuardian(
                act=Act.of(CLERK, moment, name),
                guardian=speaks,
                guardian_member=guardian.member,
                guardian_age_band=ADULT,
            ),
        )
    )
    if number < len(WORDS):
        told.extend(_consent_and_words(setting, number, each, speaks, guardian.member, moment))
    return Member(each.child, name, told[0][0], moment), told


def _joining(setting: Setting, each: Family, moment: datetime) -> JoinCommunity:
    child = each.child
    # Children mostly bear the name of their family.
    child = replace(child, name=each.guardian.name[0] + child.name[1:])
    return JoinCommunity(
        act=Act.of(CLERK, moment, setting.member(child)),
        channel="desk",
        name=child.name,
        household=child.household,
        age_band=child.age_band,
    )


def _consent_and_words(
    setting: Setting, number: int, each: Family, guardian: str, guardian_member: str,
    moment: datetime,
) -> Iterator[Timed]:  # fmt: skip
    child = setting.member(each.child)
    moment = setting.rhythm.soon_after(moment, within_days=ASKED_DAYS, at_the_desk=False)
    yield (
        moment,
        GiveConsent(
            act=Act.of(guardian, moment, child),
            guardian=guardian,
            guardian_member=guardian_member,
            text=CONSENT_TEXTS[-1],
        ),
    )
    said = setting.rhythm.soon_after(moment, within_days=SPOKEN_DAYS, at_the_desk=False)
    category, title, text = WORDS[number]
    scope = setting.voice(said)
    yield (
        said,
        SubmitSuggestion(
            act=setting.own(each.child, scope, said),
            member=child,
            suggestion=f"suggestion:{fresh_id(setting.chance, f'sample/child/{number}')}",
            scope=scope,
            category=category,
            channel="web",
            title=title,
            text=text,
            age_band=each.child.age_band,
        ),
    )
    if number == CHANGED_THEIR_MIND:
        later = setting.rhythm.soon_after(said, within_days=WITHDRAWN_AFTER_DAYS, at_the_desk=False)
        yield later, WithdrawConsent(act=Act.of(guardian, later, child), guardian=guardian)
