"""独立重算 — rehash a log to its root and recount its figures, with the standard library alone.

Reads one entry a line (`linli export entries`); writes JSON: size, root, figures by "id scope".
"""

import json
import sys
from collections import Counter, defaultdict
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo


def root(leaves: list[bytes]) -> bytes:  # RFC 6962, section 2.1, just as it is written there.
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + root(leaves[:half]) + root(leaves[half:])).digest()


KIND = {"SuggestionSubmitted": "suggestion", "StanceTaken": "stance", "CommentMade": "comment"}
lines = sys.stdin.buffer.read().splitlines()
figures: Counter[str] = Counter()
acts, days = defaultdict[str, Counter[str]](Counter), defaultdict[str, Counter[str]](Counter)
people, stands, zone = defaultdict(set), {}, ZoneInfo("UTC")
for entry in map(json.loads, lines):
    data, name = entry["data"], entry["e"].split(".")[1]
    zone = ZoneInfo(data["time_zone"]) if name == "CommunityFounded" else zone
    who = data.get("for", entry["by"])
    scope = who.rpartition(":")[0]
    figures[name] += 1
    if name == "StanceTaken":
        stands[data["suggestion"], who] = data["choice"]
    if name in KIND:
        at = datetime.fromisoformat(data.get("occurred_at", entry["at"])).astimezone(zone)
        for kind in (KIND[name], "any"):
            figures[f"acts-{kind}"] += 1
            people[f"people-{kind} {scope}"].add(who)
            days[str(at.date())][kind] += 1
        figures[f"channel-{data['channel']}"] += 1
        acts[scope][who] += 1
figures.update(f"stance-{choice}" for choice in stands.values())
figures.update({of: len(names) for of, names in people.items()})
for scope, by in acts.items():
    top = sum(sorted(by.values(), reverse=True)[: -(-len(by) // 10)])
    figures[f"most-active-tenth-permille {scope}"] = top * 1000 // sum(by.values())
    if (roll := figures["ResidenceVerified"]) and scope[6:].isdigit():
        figures[f"participation-permille {scope}"] = len(by) * 1000 // roll
found = root([sha256(b"\x00" + line).digest() for line in lines]).hex()
json.dump({"size": len(lines), "root": found, "figures": figures, "days": days}, sys.stdout)
