"""Suggestions on their way: what must have happened before an act on one can succeed."""

from typing import Any

from tests.services.calling import Caller
from tests.services.conftest import SLUG, Neighbourhood
from tests.services.offices import shown

REASON = "说的是同一件事。"
AMENDED = {"version": 1, "title": "给排练室加两层隔音", "text": "费用由社区出。"}
ONE = "/c/{community}/suggestions/{suggestion}"


def merged(neighbourhood: Neighbourhood, supporter: Caller) -> tuple[str, str]:
    """A suggestion with a supporter, and the one into which it was merged."""
    source, into = neighbourhood.suggestion(title="排练室太吵"), neighbourhood.suggestion()
    agreed = supporter.put(f"suggestions/{source}/stance", {"choice": "agree"})
    shown(neighbourhood, agreed)
    merging = {"into": into, "reason": REASON}
    shown(neighbourhood, neighbourhood.committee.post(f"suggestions/{source}/merge", merging))
    return source, into


def on_its_way(neighbourhood: Neighbourhood, resident: Caller) -> dict[str, dict[str, Any]]:
    """By operation: whose suggestion, and which body is welcome."""
    said_about = neighbourhood.suggestion()
    said = {"side": "for", "text": "好。"}
    comment = neighbourhood.resident().post(f"suggestions/{said_about}/comments", said)
    shown(neighbourhood, comment)
    source, into = merged(neighbourhood, resident)
    to_undo, _ = merged(neighbourhood, resident)

    def of(suggestion: str, body: object = None, **more: str) -> dict[str, Any]:
        path = {"community": SLUG, "suggestion": suggestion, **more}
        return {"path_parameters": path, **({} if body is None else {"body": body})}

    about_a_comment = of(said_about, comment=comment.json["id"])
    compared = {**of(neighbourhood.suggestion()), "query": {"older": 1, "newer": 1}}
    return {
        f"GET {ONE}/versions/differences": compared,
        f"POST {ONE}/versions": of(neighbourhood.suggestion(resident), AMENDED),
        f"POST {ONE}/answers": of(
            neighbourhood.suggestion(), {"status": "accepted", "text": "好主意。"}
        ),
        f"POST {ONE}/merge": of(neighbourhood.suggestion(), {"into": into, "reason": REASON}),
        f"POST {ONE}/merge/undoing": of(to_undo, {"reason": "说的是两件事。"}),
        f"PUT {ONE}/carried-support": of(source, {"into": into}),
        f"PUT {ONE}/comments/{{comment}}/support": about_a_comment,
        f"DELETE {ONE}/comments/{{comment}}/support": about_a_comment,
    }
