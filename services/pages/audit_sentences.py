"""存证的话 — each entry of the log as one plain sentence, and the rule under which it happened.

What the sentences are stands in `audit_words.py`; here their blanks are filled in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from markupsafe import Markup, escape

from domain.residents.events import PersonErased, ResidenceVerified, ResidenceVouched
from projections import audit as audit_views
from projections import community as community_views
from projections import suggestions as suggestion_views
from projections.audit import AuditEntry
from projections.community import PolicyToday
from services.language import Language, phrase, sentence
from services.pages import childrens_entries, labels
from services.pages.audit_telling import Told
from services.pages.audit_words import IMPORTED, SENTENCES
from services.pages.visitor import Visitor


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
    unsigned: bool
    """Whether it concerns a child's own words, beside which no page puts the sign."""


ON_BEHALF: Final = phrase("%(sentence)s Recorded by %(by)s.")
OF_A_PART: Final = phrase("%(sentence)s It is for %(scope)s.")
OF_A_TERM: Final = phrase("%(sentence)s It ends on %(until)s.")
OF_A_PROMISE: Final = phrase("%(sentence)s Promised by %(due)s.")
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
    "what": labels.SUBJECTS,
    "status": labels.STATUSES,
    "outcome": labels.APPEAL_OUTCOMES,
    "kind": labels.POLL_KINDS,
    "mode": labels.POLL_MODES,
}
IN_MID_SENTENCE: Final = frozenset(
    {"channel", "side", "method", "rule", "what", "status", "outcome", "kind", "mode"}
)
MOMENTS: Final = ("until", "closes_at")
SUGGESTIONS: Final = ("suggestion", "into", "source")
PEOPLE: Final = ("resident", "holder", "guardian")
# A resident stands at the desk, or is concerned unnamed: the minute would tell on them.
TOLD_TO_THE_HOUR: Final = frozenset(
    {ResidenceVouched.TOPIC, ResidenceVerified.TOPIC, PersonErased.TOPIC}
)
TITLE_CHARACTERS_MAX: Final = 40
ITSELF: Final = ""
"""Instead of a title, on the page of the suggestion itself."""
THIS_SUGGESTION: Final = phrase("this suggestion")
SUGGESTION: Final = phrase("the suggestion “%(title)s”")
THIS_POLL: Final = phrase("this poll")
POLL: Final = phrase("the poll “%(title)s”")


async def titles(
    visitor: Visitor, entries: Sequence[AuditEntry], known: Mapping[str, str] = MappingProxyType({})
) -> dict[str, str | None]:
    """The titles of suggestions and polls that these entries concern, where they may be read.

    Those that are `known` are not looked up.
    """
    reads, community = visitor.linli.views, visitor.community
    named = [each.entry["data"] for each in entries]
    ids = dict.fromkeys(str(data[name]) for data in named for name in SUGGESTIONS if name in data)
    polls = dict.fromkeys(str(data["poll"]) for data in named if "poll" in data)
    asked = [each for each in ids if each not in known]
    found = await suggestion_views.suggestions_by_id(reads, community, asked)
    return (
        {suggestion: each.title for suggestion, each in found.items()}
        | await audit_views.poll_titles(reads, community, list(polls))
        | dict(known)
    )


async def told(
    visitor: Visitor,
    entries: Sequence[AuditEntry],
    titles_known: Mapping[str, str | None] | None = None,
) -> list[Line]:
    """Entries as lines of the audit trail."""
    known = await titles(visitor, entries) if titles_known is None else titles_known
    positions = [entry.position for entry in entries]
    rules = await community_views.policies_at(visitor.linli.views, visitor.community, positions)
    unsigned = await childrens_entries.unsigned(visitor, entries)
    return [_line(visitor, entry, known, rules, unsigned) for entry in entries]


def _line(
    visitor: Visitor,
    entry: AuditEntry,
    titles_known: Mapping[str, str | None],
    rules: Mapping[tuple[int, str], PolicyToday],
    unsigned: frozenset[int],
) -> Line:
    language = visitor.language
    on_behalf = entry.entry["data"].get("for")
    says = SENTENCES.get(entry.event, Told(entry.event, UNKNOWN, ""))
    words = _words(visitor, entry, titles_known)
    if entry.position in unsigned:
        itself = titles_known.get(str(entry.entry["data"].get("suggestion"))) == ITSELF
        words |= childrens_entries.without_sign(entry, language, is_itself=itself)
    text = Markup(sentence(says.sentence, language)) % words  # noqa: S704 - our own catalogue; values are escaped.
    added_to = (("role", "scope", OF_A_PART), ("role", "until", OF_A_TERM))
    for told_of, part, added in (*added_to, ("status", "due", OF_A_PROMISE)):
        if part in words and told_of in words:
            text = Markup(sentence(added, language)) % {"sentence": text, part: words[part]}  # noqa: S704
    # A guardian on the own screen is the one of whom the sentence speaks already.
    if on_behalf and entry.by != entry.entry["data"].get("guardian"):
        by = person_link(visitor.home, entry.by, language, within=True)
        text = Markup(sentence(ON_BEHALF, language)) % {"sentence": text, "by": by}  # noqa: S704
    imported = entry.by.startswith("import:")
    rule = IMPORTED if imported and "%(" not in says.rule else says.rule
    return Line(
        position=entry.position,
        at=str(entry.entry["at"]),
        coarse=labels.is_coarse(entry.by, on_behalf) or entry.event in TOLD_TO_THE_HOUR,
        kind=sentence(says.kind, language),
        sentence=text,
        rule=Markup(sentence(rule, language)) % words,  # noqa: S704 - as above.
        policy=None if imported else rules.get((entry.position, says.policy or "")),
        tags=entry.tags,
        unsigned=entry.position in unsigned,
    )


def _words(
    visitor: Visitor, entry: AuditEntry, titles_known: Mapping[str, str | None]
) -> dict[str, Markup]:
    """What stands in the blanks of the sentences; no value can change what stands around it."""
    language, home = visitor.language, visitor.home
    data: dict[str, Any] = entry.entry["data"]
    words = {name: _value(name, _text(value), language) for name, value in data.items()}
    for moment in MOMENTS:
        if moment in data:
            at = labels.when(str(data[moment]), visitor.community.time_zone, language, coarse=False)
            words[moment] = escape(at)
    if "due" in data:
        words["due"] = escape(labels.full_day(str(data["due"]), language))
    people = [(name, str(data[name])) for name in PEOPLE if name in data]
    for name, person in (*people, ("by", entry.by), ("who", entry.who)):
        words[name] = person_link(home, person, language)
    for name in SUGGESTIONS:
        if name in data:
            words[name] = suggestion_link(home, str(data[name]), titles_known, language)
    if "poll" in data:
        words["poll"] = poll_link(home, str(data["poll"]), titles_known, language)
    return words


def _text(value: object) -> str:
    """A list says how long it is: the page of the entry shows it in full."""
    return labels.number(len(value)) if isinstance(value, list) else str(value)


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
    address = f"suggestions/{suggestion}"
    return _link(
        home, address, titles_known.get(suggestion), (SUGGESTION, THIS_SUGGESTION), language
    )


def poll_link(
    home: str, poll: str, titles_known: Mapping[str, str | None], language: Language
) -> Markup:
    """A poll by its title; one whose words are not there, by its short id."""
    return _link(home, f"polls/{poll}", titles_known.get(poll), (POLL, THIS_POLL), language)


def _link(
    home: str, address: str, title: str | None, named: tuple[str, str], language: Language
) -> Markup:
    """Something by its title, or by its short id, leading to its page; itself by no title."""
    if title and len(title) > TITLE_CHARACTERS_MAX:
        title = f"{title[:TITLE_CHARACTERS_MAX]}…"
    shown = Markup("<bdi>{}</bdi>").format(title or labels.short(address))
    quoted = Markup(sentence(named[0], language)) % {"title": shown}  # noqa: S704 - our own catalogue.
    said = escape(sentence(named[1], language)) if title == ITSELF else quoted
    return Markup('<a href="{}/{}">{}</a>').format(home, address, said)
