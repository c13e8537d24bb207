"""独立重算 — rehash a log to its root and recount its figures, with the standard library alone."""
# A figure stands by "id", "id scope", "id day" and "id scope day"; people within a scope only.

import json
import sys
from collections import Counter, defaultdict
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo


def root(lines: list[bytes]) -> bytes:  # RFC 6962, section 2.1, just as it is written there.
    if len(lines) < 2:
        return sha256(b"\x00" + lines[0] if lines else b"").digest()
    half = 1 << (len(lines) - 1).bit_length() - 1
    return sha256(b"\x01" + root(lines[:half]) + root(lines[half:])).digest()


KIND = {"SuggestionSubmitted": "suggestion", "StanceTaken": "stance", "CommentMade": "comment"}
ROLL = {"ResidentJoined": ["roll-joined"], "ResidenceVerified": ["roll-verified"]}
lines, now = sys.stdin.buffer.read().splitlines(), dict[object, tuple[str, ...]]()
count, zone, people = Counter[str](), ZoneInfo("UTC"), set[tuple[str, str]]()
acts = defaultdict[str, Counter[str]](Counter)
for entry in map(json.loads, lines):
    data, name, who = entry["data"], entry["e"].split(".")[1], entry["data"].get("for", entry["by"])
    zone = ZoneInfo(data["time_zone"]) if name == "CommunityFounded" else zone
    at = datetime.fromisoformat(data.get("occurred_at", entry["at"]))
    day = (at if at.year in (1, 9999) else at.astimezone(zone)).date()  # At the ends UTC counts.
    scope, of, told = who.rpartition(":")[0], data.get("suggestion"), ROLL.get(name, [])
    if name in KIND:
        acts[scope][who] += 1
        told = [f"acts-{KIND[name]}", "acts-any", f"channel-{data['channel']}"]
        for of_kind in (f"people-{KIND[name]} {scope}", f"people-any {scope}"):
            people |= {(of_kind, who), (f"{of_kind} {day}", who)}
    count.update(f + at for f in told for at in ("", f" {scope}", f" {day}", f" {scope} {day}"))
    if name == "StanceTaken":
        now[of, who] = (scope, f"stance-{data['choice']}")
    if name == "SuggestionSubmitted":
        now[of, "made"] = (data["scope"], "suggestions", f"category-{data['category']}")
    if name == "SuggestionModerated":
        now[of, "hidden"] = (now[of, "made"][0], "suggestions-hidden")
for scope, *told in now.values():
    count.update(told + [f"{figure} {scope}" for figure in told])
count.update(figure for figure, _ in people)
for scope, by in acts.items():
    top = sum(sorted(by.values(), reverse=True)[: -(-len(by) // 10)])
    count[f"most-active-tenth-permille {scope}"] = top * 1000 // sum(by.values())
    if (roll := count["roll-verified"]) and scope[6:].isdigit():
        count[f"participation-permille {scope}"] = len(by) * 1000 // roll
json.dump({"size": len(lines), "root": root(lines).hex(), "figures": count}, sys.stdout)
