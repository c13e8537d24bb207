"""存证的话 — each entry of the log as one plain sentence, and the rule under which it happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup, escape

from domain.policies import COMMENTS, SUGGESTIONS_PER_DAY, WHO_MAY_TAKE_PART
from domain.residents.events import ResidenceVerified
from projections import community as community_views
from projections import suggestions as suggestion_views
from projections.audit import AuditEntry
from projections.community import PolicyToday
from services.language import Language, phrase, sentence
from services.pages import labels
from services.pages.visitor import Visitor


@dataclass(frozen=True)
class Told:
    """What one kind of event says: its name in the filter, its sentence, and its rule."""

    kind: str
    sentence: str
    rule: str
    policy: str | None = None


@dataclass(frozen=True)
class Line:
    """One entry as a reader sees it."""

    position: int
    at: str
    coarse: bool
    kind: str
    sentence: Markup
    rule: Markup
    policy: PolicyToday | None
    """The rule as it stood when this happened."""
    tags: Sequence[str]


FOUNDING: Final = phrase("by founding: a community begins once, with the rules it starts from")
OF_THE_COMMITTEE: Final = phrase("as a decision of the residents' committee, or at the founding")
OF_TAKING_PART: Final = phrase("under the rule “Who may take part”")
IMPORTED: Final = phrase("by import of an earlier, public conversation: the last stance counts")

SENTENCES: Final = {
    "community.CommunityFounded.1": Told(
        phrase("Community founded"),
        phrase("%(by)s founded the community “%(name)s”; its clock is %(time_zone)s."),
        FOUNDING,
    ),
    "community.PolicyAdopted.1": Told(
        phrase("Rule adopted"),
        phrase("%(by)s set the rule “%(policy)s” to “%(value)s”."),
        OF_THE_COMMITTEE,
    ),
    "residents.ResidentJoined.1": Told(
        phrase("Resident joined"),
        phrase("%(who)s joined the roll (%(channel)s)."),
        phrase("everybody may join once; children under 14 at the desk"),
    ),
    "residents.ResidenceVerified.1": Told(
        phrase("Residence confirmed"),
        phrase("%(by)s confirmed that %(resident)s lives here (%(method)s)."),
        phrase("the service desk and the committee confirm residence; no telephone is needed"),
    ),
    "residents.RoleGranted.1": Told(
        phrase("Role given"),
        phrase("%(by)s gave %(holder)s the role “%(role)s”."),
        OF_THE_COMMITTEE,
    ),
    "suggestions.SuggestionSubmitted.1": Told(
        phrase("Suggestion made"),
        phrase("%(who)s made %(suggestion)s about “%(category)s” (%(channel)s)."),
        phrase("under the rules “Who may take part” and “Suggestions per person and day”"),
        SUGGESTIONS_PER_DAY.id,
    ),
    "suggestions.StanceTaken.1": Told(
        phrase("Stance taken"),
        phrase("%(who)s took the stance “%(choice)s” on %(suggestion)s (%(channel)s)."),
        OF_TAKING_PART,
        WHO_MAY_TAKE_PART.id,
    ),
    "suggestions.CommentMade.1": Told(
        phrase("Comment made"),
        phrase("%(who)s commented on %(suggestion)s: %(side)s (%(channel)s)."),
        phrase("under the rules “Who may take part” and “Comments”"),
        COMMENTS.id,
    ),
    "suggestions.SuggestionModerated.1": Told(
        phrase("Suggestion hidden"),
        phrase("%(by)s hid %(suggestion)s; its stances still count."),
        phrase("hidden by a named rule: %(rule)s"),
    ),
}  # fmt: skip
KINDS: Final = {event: told.kind for event, told in SENTENCES.items()}
ON_BEHALF: Final = phrase("%(sentence)s Recorded by %(by)s.")
UNKNOWN: Final = phrase("%(by)s recorded something that this page does not know yet.")
LABELS: Final = {
    "channel": labels.CHANNELS,
    "category": labels.CATEGORIES,
    "choice": labels.CHOICES,
    "side": labels.SIDES,
    "policy": labels.POLICIES,
    "value": labels.POLICY_VALUES,
    "role": labels.ROLES,
    "method": labels.METHODS,
    "rule": labels.MODERATION_RULES,
}
IN_MID_SENTENCE: Final = ("channel", "side", "method", "rule")
PEOPLE: Final = ("resident", "holder")
TITLE_CHARACTERS_MAX: Final = 40
ITSELF: Final = ""
"""Instead of a title, on the page of the suggestion itself."""
THIS_SUGGESTION: Final = phrase("this suggestion")
SUGGESTION: Final = phrase("the suggestion “%(title)s”")


async def titles(visitor: Visitor, entries: Sequence[AuditEntry]) -> dict[str, str | None]:
    """The titles of the suggestions that these entries concern, where they may be read."""
    ids = dict.fromkeys(tag for e in entries for tag in e.tags if tag.startswith("suggestion:"))
    reads, community = visitor.linli.views, visitor.community
    found = await suggestion_views.suggestions_by_id(reads, community, list(ids))
    return {suggestion: each.title for suggestion, each in found.items()}


async def told(
    visitor: Visitor,
    entries: Sequence[AuditEntry],
    titles_known: Mapping[str, str | None] | None = None,
) -> list[Line]:
    """Entries as lines of the audit trail."""
    known = await titles(visitor, entries) if titles_known is None else titles_known
    positions = [entry.position for entry in entries]
    rules = await community_views.policies_at(visitor.linli.views, visitor.community, positions)
    return [_line(visitor, entry, known, rules) for entry in entries]


def _line(
    visitor: Visitor,
    entry: AuditEntry,
    titles_known: Mapping[str, str | None],
    rules: Mapping[tuple[int, str], PolicyToday],
) -> Line:
    language = visitor.language
    on_behalf = entry.entry["data"].get("for")
    says = SENTENCES.get(entry.event, Told(entry.event, UNKNOWN, ""))
    words = _words(visitor, entry, titles_known)
    text = Markup(sentence(says.sentence, language)) % words  # noqa: S704 - our own catalogue; values are escaped.
    if on_behalf:
        by = person_link(visitor.home, entry.by, language, within=True)
        text = Markup(sentence(ON_BEHALF, language)) % {"sentence": text, "by": by}  # noqa: S704
    imported = entry.by.startswith("import:")
    rule = IMPORTED if imported and "%(" not in says.rule else says.rule
    return Line(
        position=entry.position,
        at=str(entry.entry["at"]),
        # A resident stands at the desk when residence is confirmed (decision 0013).
        coarse=labels.is_coarse(entry.by, on_behalf) or entry.event == ResidenceVerified.TOPIC,
        kind=sentence(says.kind, language),
        sentence=text,
        rule=Markup(sentence(rule, language)) % words,  # noqa: S704 - as above.
        policy=None if imported else rules.get((entry.position, says.policy or "")),
        tags=entry.tags,
    )


def _words(
    visitor: Visitor, entry: AuditEntry, titles_known: Mapping[str, str | None]
) -> dict[str, Markup]:
    """What stands in the blanks of the sentences; no value can change what stands around it."""
    language, home = visitor.language, visitor.home
    data: dict[str, Any] = entry.entry["data"]
    words = {name: _value(name, str(value), language) for name, value in data.items()}
    people = [(name, str(data[name])) for name in PEOPLE if name in data]
    for name, person in (*people, ("by", entry.by), ("who", entry.who)):
        words[name] = person_link(home, person, language)
    if "suggestion" in data:
        words["suggestion"] = suggestion_link(home, str(data["suggestion"]), titles_known, language)
    return words


def _value(name: str, value: str, language: Language) -> Markup:
    known = LABELS.get(name, {})
    if value not in known:
        return Markup("<bdi>{}</bdi>").format(value)
    said = labels.label(known, value, language)
    return escape(said[:1].lower() + said[1:] if name in IN_MID_SENTENCE else said)


def person_link(home: str, name: str, language: Language, *, within: bool = False) -> Markup:
    """A person, leading to everything in the log under this name; `within` a sentence or first."""
    said = labels.person(name, language)
    if within and said.startswith("The "):
        said = said[:1].lower() + said[1:]
    # Chinese runs on without spaces, but not after a Latin name.
    space = " " if language != "en" and said[-1:].isascii() and said[-1:].isalnum() else ""
    return Markup('<a href="{}/audit?tag={}"><bdi>{}</bdi></a>{}').format(home, name, said, space)


def suggestion_link(
    home: str, suggestion: str, titles_known: Mapping[str, str | None], language: Language
) -> Markup:
    """A suggestion by its title; one whose words may not be read, by its short id."""
    title = titles_known.get(suggestion)
    if title and len(title) > TITLE_CHARACTERS_MAX:
        title = f"{title[:TITLE_CHARACTERS_MAX]}…"
    shown = Markup("<bdi>{}</bdi>").format(title or labels.short(suggestion))
    quoted = Markup(sentence(SUGGESTION, language)) % {"title": shown}  # noqa: S704 - our own catalogue.
    named = escape(sentence(THIS_SUGGESTION, language)) if title == ITSELF else quoted
    return Markup('<a href="{}/suggestions/{}">{}</a>').format(home, suggestion, named)
