"""难处 — every answer that is not a success, with its sentence; the sentences stand here alone."""

import re
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from domain.standing import NotYourOffice
from services.language import phrase as _
from services.language import reason_of
from services.wording import UNUSABLE

PROBLEM_MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 2

TITLES = {
    400: _("This cannot be read"),
    401: _("Please sign in first"),
    403: _("This is not yours to do"),
    404: _("Nothing is here"),
    405: _("This cannot be done here"),
    408: _("This came too slowly"),
    409: _("A rule of the community says no"),
    413: _("This is too large"),
    415: _("This encoding is not known here"),
    422: _("Please correct what was sent"),
    429: _("Please wait a little"),
    500: _("A mistake of ours"),
    503: _("Please try again in a moment"),
}


@dataclass(frozen=True)
class Kind:
    """One kind of problem: its name in the type URI, its status, its sentence in English."""

    name: str
    status: int
    sentence: str


UNREADABLE = Kind("unreadable-body", 400, _("The body cannot be read as JSON in UTF-8."))
UNREADABLE_ADDRESS = Kind(
    "unreadable-address", 400, _("The address holds characters that cannot be read as UTF-8.")
)
NOT_SIGNED_IN = Kind("not-signed-in", 401, _("Please sign in first, or send a valid token."))
WRONG_LOGIN = Kind("wrong-login", 401, _("Log-in name or password is not right."))
NOT_YOUR_OFFICE = Kind("not-your-office", 403, reason_of(NotYourOffice))
"""Said by the table of permissions, and by a command that knows more than the table."""
NOT_THE_OPERATOR = Kind(
    "not-the-operator", 403, _("This is only for whoever looks after the server.")
)
WRONG_PASSWORD = Kind("wrong-password", 403, _("This password is not right."))
FORGED_REQUEST = Kind(
    "forged-request", 403, _("This request does not carry the token of your session.")
)
NO_SUCH_ADDRESS = Kind("no-such-address", 404, _("There is nothing at this address."))
NO_SUCH_COMMUNITY = Kind("no-such-community", 404, _("There is no community at this address."))
NO_SUCH_SUGGESTION = Kind(
    "no-such-suggestion", 404, _("There is no such suggestion in this community.")
)
NO_SUCH_COMMENT = Kind("no-such-comment", 404, _("There is no such comment in this community."))
NO_SUCH_POLL = Kind("no-such-poll", 404, _("There is no such poll in this community."))
NO_SUCH_PAPER = Kind("no-such-paper", 404, _("There is no such paper ballot here."))
NOTHING_HIDDEN = Kind("nothing-hidden", 404, _("There is nothing hidden here that you may see."))
NO_SUCH_VERSION = Kind("no-such-version", 404, _("This suggestion has no such version."))
NO_SUCH_ENTRY = Kind("no-such-entry", 404, _("The log holds no entry at this position."))
NOT_YOUR_ACT = Kind(
    "not-your-act", 404, _("This entry is no stance, suggestion or comment of yours.")
)
NO_SUCH_LOGIN = Kind(
    "no-such-login", 404, _("We know no resident with this log-in or member name.")
)
NOT_YOUR_ROLE = Kind("not-your-role", 409, _("You do not hold this role."))
YOUR_OWN_ACT = Kind(
    "your-own-act",
    409,
    _("Nobody acts for themselves at the desk: please do it on your own page, in your own name."),
)
NO_SUCH_PROPOSAL = Kind(
    "no-such-proposal", 404, _("No role waits for a second approval at this entry.")
)
NO_SUCH_ACTION = Kind("no-such-action", 405, _("This address does not offer this action."))
ERASURE_HAS_BEGUN = Kind(
    "erasure-has-begun", 409, _("The erasure has begun; it can no longer be taken back.")
)
TOO_SLOW = Kind("too-slow", 408, _("What you sent did not arrive in time: please send it again."))
TOO_LARGE = Kind("too-large", 413, _("What was sent is larger than one mebibyte."))
UNKNOWN_ENCODING = Kind(
    "unknown-encoding", 415, _("Please send the body as it is, without a content encoding.")
)
MALFORMED = Kind("malformed", 422, _("Some of what was sent cannot be used: see the fields."))
NOT_RECORDED_YET = Kind(
    "not-recorded-yet", 422, _("The position to wait for has not been recorded yet.")
)
NO_LOG_IN = Kind(
    "no-log-in",
    422,
    _("This role is for staff, who act under a log-in: please register one first."),
)
NO_HANDLE = Kind(
    "no-handle",
    422,
    _(
        "A first office needs a public handle: at most 30 small letters, digits and hyphens,"
        " beginning with a letter."
    ),
)
RESERVED_HANDLE = Kind(
    "reserved-handle",
    422,
    _("This handle would read like a part of the system itself: please choose another."),
)
ANOTHER_HANDLE = Kind(
    "another-handle",
    409,
    _(
        "This person serves under another public handle already, and keeps it for good: please"
        " give that one, or none."
    ),
)
PERHAPS_THE_SAME = Kind(
    "perhaps-the-same",
    409,
    _(
        "Somebody of this name and household is on the roll already: please confirm that it is not"
        " the same person."
    ),
)
NO_SUCH_CODE = Kind(
    "no-such-code",
    422,
    _(
        "This code cannot be used (any more): please compare it with the letter, or ask the service"
        " desk for a new one."
    ),
)
HOUSEHOLD_IS_FULL = Kind(
    "household-is-full",
    422,
    _(
        "As many people have joined by this letter as it is good for: please ask the service desk"
        " for a new one."
    ),
)
ASK_AT_THE_DESK = Kind(
    "ask-at-the-desk",
    409,
    _(
        "There is a place of this name in the household that only the service desk can give: please"
        " come to the desk, or call."
    ),
)
NO_HOUSEHOLD = Kind(
    "no-household",
    409,
    _("This poll has one vote for each household, and we know none of yours: please ask the desk."),
)
BALLOTS_ARE_SEALED = Kind(
    "ballots-are-sealed", 409, _("The ballots of this poll are not opened yet.")
)
UNUSABLE_CURSOR = Kind("unusable-cursor", 422, _("This cursor does not belong to this list."))
TOO_MANY_TRIES = Kind(
    "too-many-tries", 429, _("Too many failed tries: please wait a quarter of an hour.")
)
TOO_MANY_ARRIVALS = Kind(
    "too-many-arrivals",
    429,
    _("Too many have just joined from here: please try again in an hour, or come to the desk."),
)
TOO_MANY_EXPORTS = Kind(
    "too-many-exports",
    429,
    _("You have fetched everything several times within the hour: please try again later."),
)
TOO_LATE = Kind(
    "too-late",
    503,
    _(
        "This took too long. What you sent may have been recorded: please look before you send it"
        " again."
    ),
)
OUR_MISTAKE = Kind("our-mistake", 500, _("Something went wrong on our side: please try again."))

KINDS = tuple(each for each in tuple(globals().values()) if isinstance(each, Kind))
"""All that stand above."""

# What the ports say of themselves, word for word as their exceptions do (tested).
PORT_SENTENCES = (
    _("Too many decisions are waiting at this moment: please try again in a few seconds."),
    _("This request key was used before with other contents."),
    _("Somebody already uses this log-in name: please choose another."),
    _("This public handle is or was somebody else's: please choose another."),
    _("You have as many tokens as one account may have: please revoke them first."),
    _(
        "What you asked to see is recorded, but not yet shown: please try again in a moment.",
    ),
    _("The record cannot be reached right now. Nothing is lost: please try again in a minute."),
)

FIELD_SENTENCES = {
    "missing": _("This is required."),
    "too-short": _("This needs at least {limit} characters."),
    "too-long": _("This may have at most {limit} characters."),
    "too-small": _("This must be {limit} or more."),
    "too-big": _("This must be {limit} or less."),
    "too-many": _("There may be at most {limit} of these."),
    "not-text": _("This must be text."),
    "not-a-number": _("This must be a whole number."),
    "not-true-or-false": _("This must be true or false."),
    "not-a-day": _("This must be a day between 2000-01-01 and 2999-12-31."),
    "not-a-choice": _("This must be one of: {limit}."),
    "not-an-object": _("This must be a JSON object, sent as application/json."),
    "not-known": _("This field is not known here."),
    "wrong-form": UNUSABLE,
    "said-twice": _("This may be said only once."),
    "unusable": _("This value cannot be used."),
}

SENTENCES = (
    *TITLES.values(),
    *(kind.sentence for kind in KINDS),
    *PORT_SENTENCES,
    *FIELD_SENTENCES.values(),
)


class Unanswerable(Exception):
    """A request that gets a problem for an answer."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind.name)
        self.kind = kind


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    field: str
    detail: str
    detail_en: str


class Problem(BaseModel):
    """难处 · problem: RFC 9457, with the sentence in the reader's language and in English."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    type: str = Field(examples=["/problems/no-such-community"])
    """A relative URI that names the kind of problem."""
    title: str
    status: int
    detail: str
    """The sentence in the language of `Accept-Language`, Chinese by default."""
    detail_en: str
    """The same sentence in English."""
    fields: list[FieldProblem] | None = None
    """What to correct, field by field."""


def kebab(name: str) -> str:
    """`PollIsClosed` → `poll-is-closed`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).lower()


def kind_of(reason: type[Exception], status: int) -> Kind:
    """The kind of problem that a refusal or an exception of a port is."""
    return Kind(kebab(reason.__name__), status, reason_of(reason))
