"""Tries: one request of somebody to a route, and what the rules of the house say of it.

The rules stand here a second time, in other words than those of `services/permissions.py`: as
the addresses tell them, with the names of the roles written out.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from infra.installation import Installation
from tests.services.calling import Answer, Caller
from tests.services.officers import Somebody

API: Final = "/api/v1"
FORM: Final = "application/x-www-form-urlencoded"
ANYBODY: Final = frozenset({"anybody"})
SIGNED_IN: Final = frozenset({"signed in"})
COMMITTEE: Final = frozenset({"committee"})
ROLL: Final = COMMITTEE | {"registrar"}
VERIFYING: Final = ROLL | {"clerk"}
DESK: Final = VERIFYING | {"grid-worker"}
AUDIT: Final = frozenset({"auditor"})

HOUSE_RULES: Final = [
    # Whoever comes in or goes out is not signed in yet, or no more.
    (r"POST (/api/v1)?/c/{community}/(accounts|sessions|sign-in|sign-out|join)", ANYBODY),
    # Offices.
    (r"POST .*/(desk/verify|residents/[^/]+/verification)", VERIFYING),
    (r"\w+ .*/desk/(details|guardian(/.*)?|rights/(export|leave|erase.*))", VERIFYING),
    (r"\w+ .*/(residents/[^/]+/details|children/[^/]+/guardians)", VERIFYING),
    (r"\w+ .*/desk(/.*)?", DESK),
    (r"GET /api/.*/residents", DESK),
    (r"\w+ .*/registrar(/.*)?", ROLL),
    (r"(POST|PUT) .*/policies(/.*)?", COMMITTEE),
    (r"POST .*/roles/(step-down|resignations)", SIGNED_IN),
    (r"POST .*/roles(/.*)?", COMMITTEE),
    (r"GET .*/audit/looks", AUDIT),
    (r"\w+ .*/moderation/[^/]+/(hide|hiding)", COMMITTEE | {"clerk"}),
    (r"POST .*/moderation/[^/]+/decision", COMMITTEE),
    (r"GET .*/console(/.*)?", COMMITTEE),
    (r"\w+ /c/{community}/suggestions/[^/]+/(answer|merge(/undo)?)", COMMITTEE),
    (r"POST /api/.*/suggestions/[^/]+/(answers|merge(/undoing)?)", COMMITTEE),
    (r"\w+ /c/{community}/polls/(new|preview)", COMMITTEE),
    (r"POST /c/{community}/polls/[^/]+/(extend|cancel|close|lot)", COMMITTEE),
    (r"\w+ /api/.*/polls/[^/]+/papers(/.*)?", DESK),
    (r"POST /api/.*/polls(/[^/]+/(extension|cancellation|closing|lot))?", COMMITTEE),
    # What one does in one's own name, and where it is written down.
    (r"GET /api/.*/polls/[^/]+/ballot", SIGNED_IN),
    (r"GET .*/polls/[^/]+/(vote|review)", SIGNED_IN),
    (r"GET .*/(me(/.*)?|pictures/[^/]+|inbox|moderation/[^/]+/words)", SIGNED_IN),
    (r"GET .*/suggestions/(new|preview|[^/]+/amend)", SIGNED_IN),
    (r"GET /api/.*/statements/next", SIGNED_IN),
    # All else may be read by everybody, and done by whoever says who it is.
    (r"GET .*", ANYBODY),
    (r".*", SIGNED_IN),
]
BY_SESSION_ALONE: Final = r"(DELETE .*/sessions|(POST|DELETE) .*/tokens)"
OF_ONES_OWN: Final = r"POST .*/(me/acts/[^/]+/\w+|suggestions/[^/]+/withdrawal|objections)"
"""What concerns an act of one's own, and nobody else's."""

ADULT: Final = {"name": "王小明", "age_band": "18-and-over"}
PAGES_OF: Final = "/c/{community}"
API_OF: Final = f"{API}{PAGES_OF}"
IDEA: Final = {"title": "给排练室加隔音", "category": "services"}
AMENDED: Final = {"title": "给排练室加两层隔音", "version": "1"}
ANSWER: Final = {"status": "accepted", "text": "好主意。"}
HIDING: Final = {"rule": "insult", "reason": "骂人。"}
APPEAL: Final = {"text": "请再看一看。"}
DECISION: Final = {"outcome": "restored", "reason": "不算骂人。"}
MERGE: Final = {"into": "{suggestion}", "reason": "说的是同一件事。"}
SPEAKING: Final[dict[str, dict[str, str]]] = {
    f"POST {API_OF}/suggestions": IDEA,
    f"PUT {API_OF}/suggestions/{{suggestion}}/stance": {"choice": "agree"},
    f"POST {API_OF}/suggestions/{{suggestion}}/comments": {"side": "for", "text": "好。"},
    f"POST {API_OF}/suggestions/{{suggestion}}/versions": AMENDED,
    f"PUT {API_OF}/suggestions/{{suggestion}}/carried-support": {"into": "{suggestion}"},
}
"""Where one may speak for somebody else, if one serves at the desk: the body decides."""
FIELDS: Final[dict[str, dict[str, str]]] = {
    **SPEAKING,
    f"POST {API_OF}/residents": ADULT,
    f"POST {API_OF}/desk/residents": ADULT,
    f"PATCH {API_OF}/residents/{{member}}/details": {"name": "王小明"},
    f"PUT {API_OF}/policies/{{policy}}": {"value": "open"},
    f"POST {PAGES_OF}/policies": {"policy": "policy:comments", "value": "open"},
    f"POST {PAGES_OF}/desk/join": ADULT,
    f"POST {PAGES_OF}/desk/verify": {"resident": "{member}"},
    f"POST {PAGES_OF}/desk/suggest": {"resident": "{member}", **IDEA},
    f"POST {PAGES_OF}/desk/act/stance": {
        "resident": "{member}", "suggestion": "{suggestion}", "choice": "agree",
    },
    f"POST {PAGES_OF}/desk/act/comment": {
        "resident": "{member}", "suggestion": "{suggestion}", "side": "for", "text": "好。",
    },
    f"POST {PAGES_OF}/desk/act/carry": {
        "resident": "{member}", "suggestion": "{suggestion}", "into": "{suggestion}",
    },
    f"POST {API_OF}/moderation/{{subject}}/hiding": HIDING,
    f"POST {API_OF}/moderation/{{subject}}/appeal": APPEAL,
    f"POST {API_OF}/moderation/{{subject}}/decision": DECISION,
    f"POST {PAGES_OF}/moderation/{{subject}}/hide": HIDING,
    f"POST {PAGES_OF}/moderation/{{subject}}/appeal": APPEAL,
    f"POST {PAGES_OF}/moderation/{{subject}}/decision": DECISION,
    f"PUT {API_OF}/me/inbox/seen": {"position": "1"},
    f"POST {API_OF}/suggestions/{{suggestion}}/answers": ANSWER,
    f"POST {API_OF}/suggestions/{{suggestion}}/merge": MERGE,
    f"POST {PAGES_OF}/suggestions/{{suggestion}}/answer": ANSWER,
    f"POST {PAGES_OF}/suggestions/{{suggestion}}/merge": MERGE,
    f"POST {PAGES_OF}/suggestions/{{suggestion}}/amend": AMENDED,
    f"POST {PAGES_OF}/suggestions/{{suggestion}}/carry": {"into": "{suggestion}"},
    f"POST {PAGES_OF}/suggestions/{{suggestion}}/follow": {"follow": "yes"},
    f"POST {PAGES_OF}/suggestions/new": IDEA,
    f"POST {PAGES_OF}/suggestions/{{suggestion}}/stance": {"choice": "agree"},
    f"POST {PAGES_OF}/suggestions/{{suggestion}}/comments": {"side": "for", "text": "好。"},
}  # fmt: skip
"""What makes a command of a request, which then decides by itself. It agrees with the table."""


@dataclass(frozen=True)
class Route:
    """A method and the template of an address."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_api(self) -> bool:
        return self.path.startswith(API)

    @property
    def needs(self) -> frozenset[str]:
        return next(who for rule, who in HOUSE_RULES if re.fullmatch(rule, str(self)))


@dataclass(frozen=True)
class Try:
    """Somebody asks for something at a route of a community."""

    who: Somebody
    route: Route
    about: Somebody
    """Whose things the address and the fields name."""
    values: dict[str, str]
    fields: dict[str, object] = field(default_factory=dict)
    by_token: bool = False

    def __str__(self) -> str:
        token = " by token" if self.by_token else ""
        return f"{self.who.called}{token}: {self.route} {self.values} {self.fields}"

    @property
    def may_record(self) -> bool:
        """Whether an answer that is no refusal may be an entry in the log."""
        return self.about is self.who or not re.fullmatch(OF_ONES_OWN, str(self.route))

    @property
    def expected(self) -> int | None:
        """The refusal, or None where nothing stands in the way of being answered."""
        community = self.values.get("community", self.who.home)
        if self.route.needs == ANYBODY:
            return None
        known = self.who.account is not None and self.who.home == community
        if not known or (self.by_token and re.fullmatch(BY_SESSION_ALONE, str(self.route))):
            return 401
        if self.route.needs == SIGNED_IN:
            return self._expected_of_the_desk(community) if "for" in self.fields else None
        return None if self.route.needs & self.who.offices else 403

    def _expected_of_the_desk(self, community: str) -> int | None:
        """Whoever speaks for somebody else does so at the desk; of a suggestion that is here."""
        if "suggestion" in self.values and self.about.home != community:
            return 404
        if "suggestion" in self.values and not self.about.suggestion:
            return 404
        return None if DESK & self.who.offices else 403

    def sent(self, port: int, installation: Installation) -> Answer:
        """A request of its own, with a session or a token that nothing has used before."""
        headers, csrf, accounts = {}, "", installation.accounts
        if self.who.account is not None and self.by_token:
            accounts.revoke_api_tokens(self.who.account)
            headers["authorization"] = f"Bearer {accounts.make_api_token(self.who.account)}"
        elif self.who.account is not None:
            session = accounts.begin_session(self.who.account)
            # A session of one community is tried at another one under the name that fits there.
            community = self.values.get("community", self.who.home)
            headers["cookie"] = f"linli_session_{community}={session.token}"
            csrf = session.csrf
        caller = Caller(port, "", headers)
        path = self.route.path.format(**self.values)
        if self.route.method == "GET":
            return caller.get(path)
        if self.route.is_api:
            body = json.dumps(self.fields).encode()
            return caller.saying(x_csrf_token=csrf).send(self.route.method, path, body)
        body = urlencode({"csrf": csrf, **self.fields}).encode()
        return caller.saying(content_type=FORM).send(self.route.method, path, body)
