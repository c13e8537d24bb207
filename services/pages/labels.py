"""标签 — how ids, times and numbers of the record are said to people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from services.language import Language, phrase, sentence

CATEGORIES: Final = {
    "services": phrase("Convenience services"),
    "party-and-community": phrase("Party and community"),
    "elder-care": phrase("Elder care"),
    "health-and-leisure": phrase("Health and leisure"),
    "making-together": phrase("Making together"),
}
CHANNELS: Final = {
    "web": phrase("On the web"),
    "desk": phrase("In person"),
    "phone": phrase("By telephone"),
    "paper": phrase("In writing"),
    "letter": phrase("By invitation letter"),
    "roll": phrase("From the committee's list"),
    "import": phrase("From an earlier conversation"),
    "system": phrase("Done by the system"),
}
ASSISTED: Final = {channel: CHANNELS[channel] for channel in ("desk", "phone", "paper")}
"""How somebody reaches the desk: in the same words in which everybody reads it afterwards."""
CHOICES: Final = {
    "agree": phrase("Agree"),
    "disagree": phrase("Disagree"),
    "pass": phrase("Pass"),
}
SIDES: Final = {
    "for": phrase("In favour"),
    "against": phrase("Against"),
    "neutral": phrase("Neutral"),
}
AGE_BANDS: Final = {
    "under-14": phrase("Under 14"),
    "14-17": phrase("14 to 17"),
    "18-and-over": phrase("18 and over"),
}
SORTS: Final = {
    "newest": phrase("Newest first"),
    "support": phrase("Most agreement"),
    "contested": phrase("Most contested"),
    "discussed": phrase("Most discussed"),
}
POLICIES: Final = {
    "policy:who-may-take-part": phrase("Who may take part"),
    "policy:who-may-suggest": phrase("Who may suggest"),
    "policy:who-may-vote": phrase("Who may vote"),
    "policy:comments": phrase("Comments"),
    "policy:suggestions-per-day": phrase("Suggestions per person and day"),
    "policy:support-threshold": phrase("Support that obliges an answer"),
    "policy:answer-within-days": phrase("Days within which an answer is due"),
    "policy:verification-approvers": phrase("Who confirms a residence"),
    "policy:invitation-letters": phrase("What an invitation letter does"),
    "policy:sensitive-roles": phrase("Who gives a sensitive role"),
    "policy:fairness": phrase("Fairness"),
    "policy:moderation": phrase("Moderation"),
}
POLICY_VALUES: Final = {
    "members": phrase("Everybody on the roll"),
    "verified": phrase("Members whose residence has been confirmed"),
    "verified-14-and-over": phrase("Confirmed members aged 14 and over"),
    "verified-adults": phrase("Confirmed members aged 18 and over"),
    "as-taking-part": phrase("Whoever may take part"),
    "open": phrase("Open"),
    "closed": phrase("Closed"),
    "one": phrase("One member of staff"),
    "two": phrase("Two members of staff, one after the other"),
    "verify": phrase("It also confirms the residence"),
    "join-only": phrase("It lets people join; the desk confirms the residence"),
    "none": phrase("No rule of its own"),
    "as-written": phrase("As its wording says"),
}
ROLES: Final = {
    "committee": phrase("Residents' committee"),
    "registrar": phrase("Registrar"),
    "clerk": phrase("Service desk"),
    "grid-worker": phrase("Grid worker"),
    "auditor": phrase("Auditor"),
    "steward": phrase("Steward"),
    "planner": phrase("Community planner"),
}
DEMO_ROLES: Final = {
    **ROLES,
    "guardian": phrase("Guardian of a child"),
    "resident": phrase("Resident"),
}
METHODS: Final = {
    "desk": phrase("At the service desk"),
    "letter": phrase("By invitation letter"),
    "roll": phrase("From the committee's list"),
}
MODERATION_RULES: Final = {
    "personal-data": phrase("It gives away personal data"),
    "insult": phrase("It insults or threatens"),
    "advertising": phrase("It advertises"),
    "off-topic": phrase("It has nothing to do with the matter"),
    "unlawful": phrase("It breaks the law"),
    "hidden-at-the-source": phrase("Hidden by the moderators of the conversation it comes from"),
}
APPEAL_OUTCOMES: Final = {
    "upheld": phrase("It stays hidden"),
    "restored": phrase("It is shown again"),
}
STATUSES: Final = {
    "under-review": phrase("Under review"),
    "accepted": phrase("Accepted"),
    "declined": phrase("Declined"),
    "planned": phrase("Planned"),
    "under-way": phrase("Under way"),
    "done": phrase("Done"),
}
STATES: Final = {
    "unanswered": phrase("Not answered"),
    "owed": phrase("An answer is owed"),
    **STATUSES,
}
"""What the list may be narrowed to: the last answer, or that there is none."""
POLL_KINDS: Final = {
    "one": phrase("One choice"),
    "several": phrase("Several choices, up to a number"),
    "approval": phrase("Approval of as many as one likes"),
    "ranked": phrase("Ranking, with instant run-off"),
    "statements": phrase("Statements to agree or disagree with"),
}
POLL_MODES: Final = {
    "open": phrase("Open, by name"),
    "sealed": phrase("Sealed, by name"),
    "anonymous": phrase("Sealed, anonymous"),
}
AUDIENCES: Final = {
    "residents": phrase("Everybody who may vote"),
    "14-and-over": phrase("Residents aged 14 and over"),
    "adults": phrase("Residents aged 18 and over"),
    "stewards": phrase("Stewards"),
    "planners": phrase("Community planners"),
}
VOTING_UNITS: Final = {
    "person": phrase("One vote for each person"),
    "household": phrase("One vote for each household"),
}
TIE_RULES: Final = {
    "listed-first": phrase("What is listed first wins"),
    "lot": phrase("A lot is drawn in public"),
    "stays": phrase("The tie stays a tie"),
}
POLL_STATES: Final = {
    "open": phrase("Open for votes"),
    "held": phrase("Closing held"),
    "closing": phrase("Closed, ballots are being opened"),
    "closed": phrase("Closed, with its result"),
    "cancelled": phrase("Cancelled"),
}
TAKEN_BACK: Final = {
    "withdrawn": phrase("Withdrawn by its author"),
    "objected": phrase("Withdrawn: staff had recorded it, and the person objected"),
}
SUBJECTS: Final = {
    "stance": phrase("the stance"),
    "suggestion": phrase("the suggestion"),
    "comment": phrase("the comment"),
}
PROJECTIONS: Final = {
    "community": phrase("Rules"),
    "residents": phrase("The roll"),
    "suggestions": phrase("Suggestions"),
    "dashboard": phrase("Dashboard"),
    "voting": phrase("Polls"),
    "words": phrase("Words"),
}
ALL: Final = (
    CATEGORIES, CHANNELS, CHOICES, SIDES, AGE_BANDS, SORTS,
    POLICIES, POLICY_VALUES, ROLES, METHODS, MODERATION_RULES, APPEAL_OUTCOMES, STATES,
    POLL_KINDS, POLL_MODES, AUDIENCES, VOTING_UNITS, TIE_RULES, POLL_STATES,
    TAKEN_BACK, SUBJECTS, PROJECTIONS,
)  # fmt: skip
SHORT_NAME_CHARACTERS: Final = 4
NOON: Final = 12
IMPORTED: Final = re.compile(r"voice:import/(?P<source>.+):[^:]+")
_RESIDENT: Final = phrase("Resident %(short)s")
_PARTICIPANT: Final = phrase("Imported participant %(short)s")
_PEOPLE: Final = {
    "guardian": phrase("Guardian %(short)s"),
    "ballot": phrase("Voter %(short)s"),
}
_SCOPES: Final = {
    "member": phrase("The roll"),
    "service": phrase("Roles of residents"),
    "guardian": phrase("As a guardian of a child"),
    "voice": phrase("Suggestions of %(year)s"),
    "ballot": phrase("The poll %(short)s alone"),
}


def label(words: Mapping[str, str], key: str, language: Language) -> str:
    """The label of a value; a value from somewhere else stands for itself."""
    return sentence(words[key], language) if key in words else key


def chosen(value: str | None, words: Mapping[str, str]) -> str | None:
    """A value out of an address, if it is one that can be chosen."""
    return value if value in words else None


def short(identity: str) -> str:
    """The first characters of an id or name, after its kind."""
    tail = identity.rpartition(":")[2]
    return f"{tail[:SHORT_NAME_CHARACTERS]}…" if len(tail) > SHORT_NAME_CHARACTERS else tail


def person(name: str, language: Language) -> str:
    """The friendly short form of a name: nobody reads twenty-two characters."""
    kind, _, handle = name.partition(":")
    if name == "system":
        return sentence("The system", language)
    if kind == "staff":
        return sentence("Staff %(handle)s", language) % {"handle": handle}
    if kind == "import":
        return sentence("The import of %(source)s", language) % {"source": handle}
    imported = _PARTICIPANT if IMPORTED.fullmatch(name) else _RESIDENT
    return sentence(_PEOPLE.get(kind, imported), language) % {"short": short(name)}


def scope(name: str, language: Language) -> str:
    """A conversation, or another place where people bear one name."""
    kind, _, rest = name.partition(":")
    if rest.startswith("import/"):
        source = rest.removeprefix("import/")
        return sentence("The imported conversation %(source)s", language) % {"source": source}
    said = sentence(_SCOPES.get(kind, "%(rest)s"), language)
    return said % {"rest": name, "year": rest, "short": short(rest)}


def is_coarse(by: str, on_behalf: str | None) -> bool:
    """Whether the time of an act of `by` is told to the hour only (entry format, section 1)."""
    return on_behalf is not None or not (by == "system" or by.startswith("staff:"))


def moment(at: str | datetime) -> datetime:
    """A time of the record, aware and in UTC."""
    known = datetime.fromisoformat(at) if isinstance(at, str) else at
    return known if known.tzinfo else known.replace(tzinfo=UTC)


def when(at: str | datetime, zone: str, language: Language, *, coarse: bool = True) -> str:
    """A time of the record on the community's clock, no finer than it is known."""
    local = moment(at).astimezone(ZoneInfo(zone))
    if language == "en":
        half = "am" if local.hour < NOON else "pm"
        hour = f"about {(local.hour + NOON - 1) % NOON + 1} {half}"
        clock = hour if coarse else local.strftime("%H:%M")
        return f"{local.day} {local.strftime('%b %Y')}, {clock}"
    clock = f"{local.hour}时" if coarse else local.strftime("%H:%M")
    return f"{local.year}年{local.month}月{local.day}日 {clock}"


def day(value: date | str, language: Language) -> str:
    """A day without its year, for the ends of a chart and the rows of its table."""
    known = date.fromisoformat(value) if isinstance(value, str) else value
    if language == "en":
        return f"{known.day} {known.strftime('%b')}"
    return f"{known.month}月{known.day}日"


def full_day(value: date | str, language: Language) -> str:
    """A day with its year, for promises and days by which something is due."""
    known = date.fromisoformat(value) if isinstance(value, str) else value
    if language == "en":
        return f"{known.day} {known.strftime('%b')} {known.year}"
    return f"{known.year}年{known.month}月{known.day}日"


def number(value: int) -> str:
    return f"{value:,}"


def permille(value: int) -> str:
    """A share in per cent with one decimal, from an integer: figures hold no floats."""
    return f"{value // 10}.{value % 10} %"
