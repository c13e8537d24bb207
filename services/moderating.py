"""审核 moderating — what is hidden or asked to be shown again, for pages and API alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from projections import comments, moderation, suggestions
from projections.comments import Comment
from projections.moderation import HiddenWords, Moderation
from projections.suggestions import Suggestion
from projections.views import Community
from services.identity import Account
from services.linli import Linli
from services.problems import NO_SUCH_COMMENT, NO_SUCH_SUGGESTION, Unanswerable

OF_COMMENTS: Final = "comment:"


@dataclass(frozen=True, slots=True)
class Subject:
    """A suggestion that may be hidden, or a comment with the suggestion that it is about."""

    about: Suggestion
    comment: Comment | None

    @property
    def id(self) -> str:
        return self.comment.comment if self.comment else self.about.suggestion

    @property
    def who(self) -> str:
        """The name of who said it, in the scope of the suggestion."""
        return self.comment.who if self.comment else self.about.who

    @property
    def hidden(self) -> str | None:
        return self.comment.hidden if self.comment else self.about.hidden


async def subject_of(linli: Linli, community: Community, subject: str) -> Subject:
    """What bears this id. Raises `Unanswerable`."""
    usable, reads = subject.isprintable(), linli.views
    comment = None
    if usable and subject.startswith(OF_COMMENTS):
        comment = await comments.comment(reads, community, subject)
        if comment is None:
            raise Unanswerable(NO_SUCH_COMMENT)
    about = comment.suggestion if comment else subject
    found = await suggestions.suggestion(reads, community, about) if usable else None
    if found is None:
        raise Unanswerable(NO_SUCH_SUGGESTION)
    return Subject(found, comment)


async def is_mine(linli: Linli, community: Community, account: Account, subject: Subject) -> bool:
    name = await linli.identity.name(account.person, community, subject.about.scope)
    return name == subject.who


async def words_for(
    linli: Linli,
    community: Community,
    subject: Subject,
    hiding: Moderation | None,
    *,
    mine: bool,
    decides: bool,
) -> HiddenWords | None:
    """The hidden words, for whoever said them, and for who decides while an appeal waits."""
    if not mine and not (decides and waits(hiding)):
        return None
    return await moderation.hidden_words(linli.views, community, subject.id)


async def appeal_of(linli: Linli, community: Community, hiding: Moderation) -> str:
    """What whoever appealed says: for themselves, and for the committee."""
    if hiding.appealed_position is None:
        return ""
    found = await linli.record.private(community, [hiding.appealed_position])
    return found.get(hiding.appealed_position, {}).get("text", "")


def waits(hiding: Moderation | None) -> bool:
    """Whether an appeal against it waits to be decided."""
    return hiding is not None and hiding.appealed_position is not None and hiding.outcome is None
