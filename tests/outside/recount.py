"""独立重算 — rehash a log to its root and recount its figures, with the standard library alone."""

import json
import sys
from collections import Counter
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo


def root(lines: list[bytes]) -> bytes:  # RFC 6962, section 2.1, just as it is written there.
    if len(lines) < 2:
        return sha256(b"\x00" + lines[0] if lines else b"").digest()
    half = 1 << (len(lines) - 1).bit_length() - 1
    return sha256(b"\x01" + root(lines[:half]) + root(lines[half:])).digest()


KIND = {"SuggestionSubmitted": "suggestion", "SuggestionAmended": "suggestion"}
KIND |= {"CommentMade": "comment", "VoteCast": "vote", "BallotCast": "vote"}
KIND |= dict.fromkeys(("StanceTaken", "StanceWithdrawn", "SupportCarried"), "stance")
KIND |= dict.fromkeys(("CommentSupported", "CommentSupportWithdrawn"), "stance")
ROLL = {"ResidentJoined": "joined", "ResidenceVerified": "newly-verified", "MemberLeft": "left"}
lines, zone, acts = sys.stdin.buffer.read().splitlines(), ZoneInfo("UTC"), dict[str, Counter[str]]()
count, now, roll = Counter[str](), dict[object, tuple[str, ...]](), dict[str, str]()
for entry in map(json.loads, lines):  # A figure is an "id", "id scope", "id day" or "id scope day".
    data, name, who = entry["data"], entry["e"].split(".")[1], entry["data"].get("for", entry["by"])
    of, told, zone = data.get("suggestion"), list[str](), ZoneInfo(data.get("time_zone", zone.key))
    at, scope = datetime.fromisoformat(data.get("occurred_at", entry["at"])), who.rpartition(":")[0]
    day = (at if at.year in (1, 9999) else at.astimezone(zone)).date()  # At the ends UTC counts.
    if name in KIND and entry["by"] != "system":  # What is withdrawn for the erased is no act.
        acts.setdefault(scope, Counter())[who] += 1
        told = [f"acts-{KIND[name]}", "acts-any", f"channel-{data.get('channel', 'web')}"]
        for f in (f"people-{KIND[name]} {scope}", f"people-any {scope}"):
            now |= {(f + d, who): ("", f + d) for d in ("", f" {day}")}
    if name in ROLL:  # The last that was heard of each member says who is on the roll.
        told, roll[data.get("resident", who)] = [f"roll-{ROLL[name]}"], ROLL[name]
        for d in ("", f" {day}"):
            count[f"roll-members{d}"] = sum(state != "left" for state in roll.values())
            count[f"roll-verified{d}"] = list(roll.values()).count("newly-verified")
    count.update(f + d for f in told for d in ("", f" {scope}", f" {day}", f" {scope} {day}"))
    if KIND.get(name) == "stance":
        choice = "agree" if name == "SupportCarried" else data.get("choice", "withdrawn")
        now[data.get("comment", of), who] = (f" {scope}", f"stance-{choice}")
count.update(f + d for scope, *told in now.values() for f in told for d in {"", scope})
for scope, by in ((scope, sorted(each.values())[::-1]) for scope, each in acts.items()):
    count[f"most-active-tenth-permille {scope}"] = sum(by[: -(-len(by) // 10)]) * 1000 // sum(by)
    if (confirmed := count["roll-newly-verified"]) and scope[6:].isdigit():
        count[f"participation-permille {scope}"] = len(by) * 1000 // confirmed
json.dump({"size": len(lines), "root": root(lines).hex(), "figures": count}, sys.stdout)
