"""闭环 chain — the way of a suggestion: 提议 → 议事 → 表决 → 执行 → 反馈, each step with its dates.

A step that a suggestion went past is left out, so that nobody takes a missing vote for one to come.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, LiteralString

from domain.suggestions.obligation import UNFINISHED
from projections import voting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from projections.suggestions import Suggestion
    from projections.views import Community, Views
    from projections.voting import Poll

StepName = Literal["proposed", "discussed", "voted", "carried-out", "reported"]
StepState = Literal["done", "now", "ahead", "left-out"]
STEPS: tuple[StepName, ...] = ("proposed", "discussed", "voted", "carried-out", "reported")
STEP_OF_KIND: dict[str, StepName] = {
    "submitted": "proposed",
    "amended": "discussed",
    "commented": "discussed",
    "supported": "discussed",
    "merged": "discussed",
    "merge-undone": "discussed",
    "merged-from": "discussed",
    "poll-opened": "voted",
    "poll-closed": "voted",
    "poll-counted": "voted",
}
STEP_OF_STATUS: dict[str, StepName] = {
    "under-review": "discussed",
    "accepted": "discussed",
    "planned": "carried-out",
    "under-way": "carried-out",
    "done": "reported",
    "declined": "reported",
}
FINAL = ("done", "declined")
PROMISES = ("planned", "under-way")
# What is said of a merge stands with both suggestions; of the first comment only that it came.
MOMENTS: LiteralString = """
    SELECT 'submitted' AS kind, position, at, who AS by, NULL AS status, NULL::date AS due,
           NULL AS subject FROM suggestions WHERE log = %(log)s AND suggestion = %(suggestion)s
    UNION ALL SELECT 'amended', position, at, who, NULL, NULL, NULL FROM versions
    WHERE log = %(log)s AND suggestion = %(suggestion)s
    UNION ALL (SELECT 'commented', position, at, NULL, NULL, NULL, comment FROM comments
    WHERE log = %(log)s AND suggestion = %(suggestion)s AND hidden IS NULL
    ORDER BY position LIMIT 1)
    UNION ALL SELECT 'supported', owed_position, owed_at, NULL, NULL, NULL, NULL FROM answering
    WHERE log = %(log)s AND suggestion = %(suggestion)s AND owed_position IS NOT NULL
    UNION ALL SELECT 'answered', position, at, by, status, due, NULL FROM answers
    WHERE log = %(log)s AND suggestion = %(suggestion)s
    UNION ALL SELECT 'merged', position, at, by, NULL, NULL, target FROM merges
    WHERE log = %(log)s AND suggestion = %(suggestion)s
    UNION ALL SELECT 'merge-undone', undone, undone_at, undone_by, NULL, NULL, target FROM merges
    WHERE log = %(log)s AND suggestion = %(suggestion)s AND undone IS NOT NULL
    UNION ALL SELECT 'merged-from', position, at, by, NULL, NULL, suggestion FROM merges
    WHERE log = %(log)s AND target = %(suggestion)s AND undone IS NULL
"""
TOLD: LiteralString = f"""
    SELECT m.kind, m.position, m.at, CASE WHEN NOT coalesce(w.unsigned, false) THEN m.by END AS by,
           m.status, m.due, m.subject, tw.title,
           CASE WHEN m.kind IN ('answered', 'merged', 'merge-undone', 'merged-from')
                THEN w.text END AS text
    FROM ({MOMENTS}) AS m
    LEFT JOIN words w ON w.log = %(log)s AND w.position = m.position
    LEFT JOIN suggestions t ON t.log = %(log)s AND t.suggestion = m.subject AND t.hidden IS NULL
    LEFT JOIN words tw ON tw.log = t.log AND tw.position = t.text_position
    ORDER BY m.position
"""  # noqa: S608 - the part stands above.


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened on the way, with what was said about it.

    `by` is None where a child spoke, and where nobody in particular did it; `subject` is the poll,
    comment or other suggestion that it is about, `title` the name of that.
    """

    kind: str
    position: int
    at: str
    by: str | None
    status: str | None = None
    due: date | None = None
    text: str | None = None
    subject: str | None = None
    title: str | None = None

    @property
    def step(self) -> StepName:
        return STEP_OF_STATUS[self.status] if self.status else STEP_OF_KIND[self.kind]

    @property
    def leads(self) -> bool:
        """Whether it takes the suggestion to its step: comments, wordings and merges do not."""
        return self.status is not None or self.step == "voted"


@dataclass(frozen=True, slots=True)
class Step:
    step: StepName
    state: StepState
    moments: list[Moment]
    polls: list[Poll]


async def chain(views: Views, community: Community, shown: Suggestion) -> list[Step]:
    """The five steps of a suggestion, whether anything has happened there or not."""
    rows = await views.rows(TOLD, {"log": community.log, "suggestion": shown.suggestion})
    polls = await voting.polls_about(views, community, shown.suggestion)
    told = [Moment(**row) for row in rows]
    told += [moment for poll in polls for moment in _of_poll(poll)]
    moments = sorted(told, key=attrgetter("position"))
    return [
        Step(
            step,
            state,
            [moment for moment in moments if moment.step == step],
            polls if step == "voted" else [],
        )
        for step, state in zip(STEPS, _states(shown, moments), strict=True)
    ]


def _of_poll(poll: Poll) -> Iterator[Moment]:
    def moment(kind: str, position: int, at: str, by: str | None = None) -> Moment:
        return Moment(kind, position, at, by, subject=poll.poll, title=poll.title)

    yield moment("poll-opened", poll.position, poll.at, poll.by)
    if poll.closed_position is not None and poll.closed_at is not None:
        yield moment("poll-closed", poll.closed_position, poll.closed_at)
    opened_later = poll.result_position != poll.closed_position
    if opened_later and poll.result_position is not None and poll.result_at is not None:
        yield moment("poll-counted", poll.result_position, poll.result_at)


def _states(shown: Suggestion, moments: Sequence[Moment]) -> list[StepState]:
    """Where the last answer or poll put it is where it is now, unless it has come to its end.

    Without any of these it is where the last thing happened; what was only proposed is open to
    discussion. What is promised and not done is not carried out, whatever comes between.
    """
    ended = _has_ended(shown)
    leading = [moment for moment in moments if moment.leads] or moments
    now = max(1, STEPS.index(leading[-1].step))
    happened = {STEPS.index(moment.step) for moment in moments}
    if shown.status in PROMISES:
        happened.discard(STEPS.index("carried-out"))
    states: list[StepState] = []
    for number in range(len(STEPS)):
        if number == now and not ended:
            states.append("now")
        elif number in happened:
            states.append("done")
        else:
            states.append("left-out" if number < now or ended else "ahead")
    return states


def _has_ended(shown: Suggestion) -> bool:
    """What was merged goes on elsewhere, but not before it has the answer that it is owed."""
    if shown.merged_into is not None and shown.hidden is None:
        is_owed = shown.owed_on is not None and shown.answered_on is None
        return not is_owed and shown.status not in UNFINISHED
    return shown.status in FINAL or shown.hidden is not None
