"""独立重算 — recount what became of suggestions by a day, with the standard library alone.

It reads the entries of a log, one a line, and is told the day: `recount_decisions.py 2026-03-09`.
"""

import json
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

THRESHOLD, WITHIN = "policy:support-threshold", "policy:answer-within-days"
STAGES = ("submitted", "threshold", "answered", "voted", "planned", "done")
Found = dict[str, Any]
rules, zone = {THRESHOLD: "20", WITHIN: "30"}, ZoneInfo("UTC")
suggestions, comments, polls = dict[str, Found](), dict[str, Found](), dict[str, Found]()


def tell_of_support(name: str, it: Found, data: Found, who: str, day: date) -> None:
    if name in {"StanceTaken", "StanceWithdrawn", "SupportCarried"}:
        it["agree"].discard(who)
        if name == "SupportCarried" or data.get("choice") == "agree":
            it["agree"].add(who)
            if len(it["agree"]) >= int(rules[THRESHOLD]) and "threshold" not in it:
                it |= {"threshold": day, "until": day + timedelta(int(rules[WITHIN]))}
    elif name == "SuggestionAnswered":
        answer(it, data["status"], data.get("due"), day)


def tell_of_words(name: str, it: Found, data: Found) -> None:
    if name in {"SuggestionWithdrawn", "SuggestionModerated"}:
        it |= {"rule": data["rule"]} if "rule" in data else {"withdrawn": True}
    elif name == "CommentModerated":
        comments[data["comment"]] = {"scope": it["scope"], "rule": data["rule"]}
    elif name == "ModerationAppealed":
        it["appeals"].update(("made", "waiting"))
    elif name == "AppealDecided":
        it["appeals"].subtract(("waiting",))
        it["appeals"].update((data["outcome"],))
        if data["outcome"] == "restored":
            (it if data["subject"] == data["suggestion"] else comments[data["subject"]]).pop("rule")


def tell_of_poll(name: str, it: Found, who: str, day: date) -> None:
    if name == "PaperBallotConfirmed" or name.endswith("Cast"):
        it["voters"].add(who)
    elif name in {"PollClosed", "PollCancelled"}:
        it["state"] = name.removeprefix("Poll").lower()
        for about in it["about"] if name == "PollClosed" else ():
            suggestions[about].setdefault("voted", day)


def tell(name: str, data: Found, who: str, day: date) -> None:
    """One entry more."""
    if name == "SuggestionSubmitted":
        known = {"agree": set(), "appeals": Counter(), "submitted": day}
        suggestions[data["suggestion"]] = {**known, **data}
    elif name == "PollOpened":
        polls[data["poll"]] = {"about": data["suggestions"], "state": "open", "voters": set()}
    elif "suggestion" in data:
        tell_of_support(name, suggestions[data["suggestion"]], data, who, day)
        tell_of_words(name, suggestions[data["suggestion"]], data)
    elif "poll" in data and (name == "PaperBallotConfirmed" or "paper" not in data):
        tell_of_poll(name, polls[data["poll"]], who, day)


def answer(it: Found, status: str, due: str | None, day: date) -> None:
    if status != "under-review":
        it.setdefault("answered", day)
    if status in {"planned", "under-way", "done"}:
        it.setdefault("planned", day)
    if status == "done":
        it.setdefault("done", day)
    if status != "under-way":
        it["due"] = date.fromisoformat(due or "9999-12-31")
    it |= {"status": status, "since": day}


def how_far(it: Found, figures: Counter[str], spans: dict[str, list[int]]) -> None:
    figures.update(("suggestions", f"category-{it['category']}"))
    figures["suggestions-hidden"] += "rule" in it or "withdrawn" in it
    figures.update({f"appeals-{what}": count for what, count in it["appeals"].items()})
    for stage in (stage for stage in STAGES if stage in it):
        figures[f"stage-{stage}"] += 1
        days = max((it[stage] - it["submitted"]).days, 0)
        spans.setdefault(f"stage-{stage}-days", []).append(days)
    if "until" in it and "answered" in it:
        figures.update(("owed", *("in-time",) * (it["answered"] <= it["until"])))
        days = max((it["answered"] - it["threshold"]).days, 0)
        spans.setdefault("answer-median-days", []).append(days)


def waiting(it: Found, today: date) -> dict[str, date]:
    """What this suggestion waits for, and since or until which day."""
    found: dict[str, date] = {}
    if "rule" in it or "withdrawn" in it:
        return found
    if "until" in it and "answered" not in it:
        found["answers-overdue" if it["until"] < today else "answers-waiting"] = it["until"]
    if it.get("status") in {"planned", "under-way"} and it.get("due", today) < today:
        found["promises-broken"] = it["due"]
    unfinished = it.get("status") in {"under-review", "accepted", "planned", "under-way"}
    if unfinished and today > it["since"] + timedelta(60):
        found["stalled"] = it["since"]
    return found


def counted(scope: str | None, today: date) -> tuple[Counter[str], dict[str, list[str]]]:
    """Figures by name, and what is late or stands still, of one scope or of all."""
    figures, spans = Counter[str](), dict[str, list[int]]()
    waits: dict[str, list[tuple[date, str]]] = {}
    for suggestion, it in suggestions.items():
        if scope in {None, it["scope"]}:
            how_far(it, figures, spans)
            for what, day in waiting(it, today).items():
                waits.setdefault(what, []).append((day, suggestion))
    figures.update({name: sorted(days)[(len(days) - 1) // 2] for name, days in spans.items()})
    figures.update({what: len(late) for what, late in waits.items()})
    for what, found in (("suggestions", suggestions), ("comments", comments)):
        hidden = [it for it in found.values() if "rule" in it and scope in {None, it["scope"]}]
        figures.update(f"hidden-{it['rule']}-{what}" for it in hidden)
        figures.update({"comments-hidden": len(hidden)} if what == "comments" else {})
    figures["appeals"] = figures["appeals-made"]
    if ended := figures["owed"] + figures["answers-overdue"]:
        figures["answers-in-time-permille"] = figures["in-time"] * 1000 // ended
    return figures, {what: [each for _, each in sorted(late)] for what, late in waits.items()}


for entry in map(json.loads, sys.stdin.buffer):
    said = entry["data"]
    rules |= {said["policy"]: said["value"]} if "policy" in said else {}
    zone = ZoneInfo(said.get("time_zone", zone.key))
    local = datetime.fromisoformat(entry["at"]).astimezone(zone).date()
    tell(entry["e"].split(".")[1], said, said.get("for", entry["by"]), local)
whole, lists, until = Counter[str](), dict[str, dict[str, list[str]]](), sys.argv[1]
for each in (None, *sorted({it["scope"] for it in suggestions.values()})):
    found, lists[each or ""] = counted(each, date.fromisoformat(until))
    whole.update({f"{name} {each}" if each else name: count for name, count in found.items()})
whole.update(f"polls-{poll['state']}" for poll in polls.values())
whole["polls"] = len(polls)
whole["voters"] = sum(len(it["voters"]) for it in polls.values() if it["state"] != "cancelled")
json.dump({"figures": whole, "waiting": lists}, sys.stdout)
