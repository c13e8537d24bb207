"""对照 — the views as SQL would make them: one INSERT … SELECT … GROUP BY each, over the JSON.

Each statement makes the rows of one view, or their aggregates, from the entries of its types, and
parses each of these entries once. What only order decides (which casting counts, since when a
stance stands) is left out in favour of the control: it would take window functions.
"""
# ruff: noqa: S608 - all names that stand in these statements stand in this file.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import Connection

SUFFIX = "__control"
DAY = "((at::timestamptz AT TIME ZONE 'Asia/Shanghai')::date)"
SCOPE = "regexp_replace(who, ':[^:]*$', '')"
SUGGESTION, POLL, COMMENT = "d->>'suggestion'", "d->>'poll'", "d->>'comment'"
CASTINGS = ("voting.VoteCast.1", "voting.BallotCast.1")
STANCES = ("suggestions.StanceTaken.1", "suggestions.StanceWithdrawn.1")
COMMENTS = ("suggestions.CommentMade.1", "suggestions.CommentModerated.1")
SUPPORTS = ("suggestions.CommentSupported.1",)
JOINED, VERIFIED, LEFT = (
    "residents.ResidentJoined.1", "residents.ResidenceVerified.1", "residents.MemberLeft.1",
)  # fmt: skip
SUBMITTED, AMENDED = "suggestions.SuggestionSubmitted.1", "suggestions.SuggestionAmended.1"
ANSWERED, FOLLOWED = "suggestions.SuggestionAnswered.1", "suggestions.SuggestionFollowed.1"
OPENED, CLOSED = "voting.PollOpened.1", "voting.PollClosed.1"
ACTS = (SUBMITTED, AMENDED, *STANCES, COMMENTS[0], *SUPPORTS, *CASTINGS)
KIND = (
    f"CASE WHEN type IN ('{CASTINGS[0]}', '{CASTINGS[1]}') THEN 'vote'"
    f" WHEN type IN ('{SUBMITTED}', '{AMENDED}') THEN 'suggestion'"
    f" WHEN type = '{COMMENTS[0]}' THEN 'comment' ELSE 'stance' END"
)
MEMBER = "coalesce(d->>'resident', who)"
LAST_CHOICE = "(array_agg(d->>'choice' ORDER BY position DESC))[1] AS choice"


@dataclass(frozen=True)
class View:
    """What is grouped by what, from entries of which types."""

    name: str
    types: Sequence[str]
    key: dict[str, str]
    values: str

    def make(self, connection: Connection, log: int) -> None:
        """The empty table, with the primary key of the view."""
        name = self.name + SUFFIX
        connection.execute(f"DROP TABLE IF EXISTS {name}")
        connection.execute(f"CREATE TABLE {name} AS {self.select} WITH NO DATA", [log, []])
        connection.execute(f"ALTER TABLE {name} ADD PRIMARY KEY (log, {', '.join(self.key)})")

    def fill(self, connection: Connection, log: int) -> None:
        connection.execute(
            f"INSERT INTO {self.name}{SUFFIX} {self.select}", [log, list(self.types)]
        )

    @property
    def select(self) -> str:
        columns = ", ".join(f"{of} AS {name}" for name, of in self.key.items())
        grouped = ", ".join(str(number) for number in range(1, len(self.key) + 2))
        # OFFSET 0 keeps the parsed entry from being parsed anew for each field.
        return (
            f"SELECT log, {columns}, {self.values} FROM ("
            " SELECT log, position, type, e->'data' AS d, e->>'at' AS at, e->>'by' AS by,"
            " coalesce(e->'data'->>'for', e->>'by') AS who FROM ("
            "  SELECT log, position, type, convert_from(data, 'UTF8')::jsonb AS e FROM event"
            "  WHERE log = %s AND type = ANY(%s) OFFSET 0) AS parsed OFFSET 0) AS entry"
            f" GROUP BY {grouped}"
        )


POSITION = {"position": "position"}
OF_POLL = {"poll": POLL}
OF_SUGGESTION = {"suggestion": SUGGESTION}
VIEWS = (
    View("policies", ("community.PolicyAdopted.1",), {"policy": "d->>'policy'", **POSITION},
         "min(d->>'value') AS value, min(at) AS at, min(by) AS by"),
    View("members", (JOINED, VERIFIED, LEFT), {"member": MEMBER},
         f"max(position) FILTER (WHERE type = '{JOINED}') AS joined, min(at) AS at,"
         f" max(d->>'channel') AS channel,"
         f" max(position) FILTER (WHERE type = '{VERIFIED}') AS verified,"
         f" max(position) FILTER (WHERE type = '{LEFT}') AS gone"),
    View("member_details", (JOINED,), {"member": "who", **POSITION}, "count(*) AS told"),
    View("offices", ("residents.RoleGranted.1",),
         {"holder": "d->>'holder'", "role": "d->>'role'"}, "max(position) AS position"),
    View("suggestions", (SUBMITTED, AMENDED, ANSWERED, FOLLOWED, *STANCES, *COMMENTS),
         OF_SUGGESTION,
         "min(position) AS position, max(position) AS last_position, min(at) AS at,"
         " max(d->>'scope') AS scope, max(d->>'category') AS category,"
         " count(*) FILTER (WHERE d->>'choice' = 'agree') AS agree,"
         " count(*) FILTER (WHERE d->>'choice' = 'disagree') AS disagree,"
         " count(*) FILTER (WHERE d->>'choice' = 'pass') AS passed,"
         f" count(*) FILTER (WHERE type = '{COMMENTS[0]}') AS comments,"
         f" count(*) FILTER (WHERE type = '{FOLLOWED}') AS followers"),
    View("stances", STANCES, {**OF_SUGGESTION, "who": "who"},
         f"{LAST_CHOICE}, max(position) AS position,"
         " max((d->>'version')::bigint) AS version"),
    View("concerns", (SUBMITTED, FOLLOWED), {**OF_SUGGESTION, "who": "who"},
         "max(position) AS position"),
    View("versions", (AMENDED,), {**OF_SUGGESTION, **POSITION}, "min(at) AS at, min(who) AS who"),
    View("answers", (ANSWERED,), {**OF_SUGGESTION, **POSITION},
         "min(at) AS at, min(by) AS by, min(d->>'status') AS status, min(d->>'due') AS due"),
    View("answering", (ANSWERED, STANCES[0]), OF_SUGGESTION,
         "count(*) FILTER (WHERE d->>'choice' = 'agree') AS agree, max(d->>'status') AS status,"
         " max(d->>'due') AS due"),
    View("comments", (*COMMENTS, *SUPPORTS), {"comment": COMMENT},
         f"max({SUGGESTION}) AS suggestion, min(position) AS position, min(at) AS at,"
         " max(d->>'side') AS side, max(d->>'reply_to') AS reply_to, max(d->>'rule') AS rule,"
         f" count(*) FILTER (WHERE type = '{SUPPORTS[0]}') AS supports"),
    View("comment_supports", SUPPORTS, {"comment": COMMENT, "who": "who"},
         f"max({SUGGESTION}) AS suggestion"),
    View("notices", (AMENDED, ANSWERED, COMMENTS[1]), {**POSITION, **OF_SUGGESTION},
         "min(type) AS kind, min(at) AS at, min(who) AS who, min(d->>'status') AS detail"),
    View("polls", (OPENED, CLOSED, *CASTINGS), OF_POLL,
         "min(position) AS position, min(at) AS at, max(d->>'scope') AS scope,"
         " max(d->>'kind') AS kind, max(d->>'mode') AS mode, max(d->>'closes_at') AS closes_at,"
         f" count(*) FILTER (WHERE type IN ('{CASTINGS[0]}', '{CASTINGS[1]}')) AS castings,"
         f" max(position) FILTER (WHERE type = '{CLOSED}') AS closed"),
    View("poll_turns", (OPENED, CLOSED), {**OF_POLL, **POSITION},
         "min(type) AS what, min(at) AS at, min(by) AS by"),
    View("poll_castings", CASTINGS, POSITION,
         f"min({POLL}) AS poll, min(who) AS who, min(at) AS at, min(d->>'channel') AS channel,"
         " min(d->>'choice') AS choice"),
    View("poll_ballots", CASTINGS, {**OF_POLL, "who": "who"},
         "count(*) AS castings, max(position) AS position"),
    View("poll_choices", CASTINGS, {**OF_POLL, "choice": "coalesce(d->>'choice', '')"},
         "count(*) AS ballots"),
    View("poll_channels", CASTINGS, {**OF_POLL, "channel": "d->>'channel'"},
         "count(*) AS ballots"),
    View("poll_members", (VERIFIED, LEFT), {"member": MEMBER}, "max(type) AS verified"),
    View("dashboard_participants", ACTS, {"scope": SCOPE, "who": "who"},
         f"count(*) FILTER (WHERE {KIND} = 'suggestion') AS suggestion,"
         f" count(*) FILTER (WHERE {KIND} = 'stance') AS stance,"
         f" count(*) FILTER (WHERE {KIND} = 'comment') AS comment,"
         f" count(*) FILTER (WHERE {KIND} = 'vote') AS vote"),
    View("dashboard_participation", ACTS, {"scope": SCOPE, "day": DAY, "who": "who"},
         f"count(*) FILTER (WHERE {KIND} = 'suggestion') AS suggestion,"
         f" count(*) FILTER (WHERE {KIND} = 'stance') AS stance,"
         f" count(*) FILTER (WHERE {KIND} = 'comment') AS comment,"
         f" count(*) FILTER (WHERE {KIND} = 'vote') AS vote"),
    View("dashboard_days", ACTS, {"scope": SCOPE, "day": DAY, "kind": KIND},
         "count(*) AS acts, count(DISTINCT who) AS people"),
    View("dashboard_channels", ACTS,
         {"scope": SCOPE, "day": DAY, "channel": "coalesce(d->>'channel', 'web')"},
         "count(*) AS acts"),
    View("dashboard_standing", STANCES, {**OF_SUGGESTION, "who": "who"},
         LAST_CHOICE),
    View("dashboard_choices", STANCES,
         {"scope": SCOPE, "choice": "coalesce(d->>'choice', '')"}, "count(*) AS standing"),
    View("dashboard_subjects", (SUBMITTED, ANSWERED, STANCES[0]), OF_SUGGESTION,
         f"max(d->>'scope') AS scope, max(d->>'category') AS category, min({DAY}) AS submitted,"
         " count(*) FILTER (WHERE d->>'choice' = 'agree') AS agree, max(d->>'status') AS status"),
    View("dashboard_polls", (OPENED, CLOSED, *CASTINGS), OF_POLL,
         "max(d->>'suggestions') AS subjects, count(*) AS votes"),
    View("dashboard_voters", CASTINGS, {**OF_POLL, "who": "who"}, "count(*) AS votes"),
    View("dashboard_members", (JOINED, VERIFIED), {"member": MEMBER}, "max(type) AS verified"),
    View("dashboard_roll", (JOINED, VERIFIED, LEFT), {"day": DAY},
         f"count(*) FILTER (WHERE type = '{JOINED}') AS joined,"
         f" count(*) FILTER (WHERE type = '{VERIFIED}') AS verified,"
         f" count(*) FILTER (WHERE type = '{LEFT}') AS gone"),
)  # fmt: skip
