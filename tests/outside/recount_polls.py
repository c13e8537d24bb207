"""独立重算 — recount every poll of a log and check its opened ballots, with the standard library.

Raw entries come in, one a line; out comes what each poll says, and whether its opening is sound:
exactly the ballots that count, each once, each as it was committed to.
"""

import json
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

Entry = tuple[int, dict[str, Any]]
SAID = ("votes", "winners", "tied", "tie_broken_by", "tie_stands", "quorum_met", "threshold_met")


def commitment(choice: Sequence[int], salt: str) -> str:
    said = json.dumps({"choice": choice}, separators=(",", ":")).encode()
    salted = b"linli/commit/v1\x00" + urlsafe_b64decode(salt + "=" * (-len(salt) % 4)) + said
    return urlsafe_b64encode(sha256(salted).digest()).decode().rstrip("=")


def in_order(tied: Iterable[int], rule: str, drawn: str | None) -> list[int] | None:
    """Who goes first among equals; None where nothing says so."""
    if rule == "lot" and drawn is not None:
        return sorted(tied, key=lambda o: sha256(f"{drawn}\0{o}".encode()).digest())
    return sorted(tied) if rule == "listed-first" else None


class Count:
    """The ballots of one poll, counted by its terms. It holds what `SAID` names."""

    def __init__(self, terms: dict[str, Any], ballots: list[list[int]], drawn: str | None) -> None:
        self.terms, self.ballots, self.drawn = terms, ballots, drawn
        self.options, self.rule = range(terms["options"]), terms["tie_rule"]
        places = len(self.options) * (3 if terms["kind"] == "statements" else 1)
        tally = Counter(index for ballot in ballots for index in ballot)
        self.votes = [tally[index] for index in range(places)]
        self.winners, self.tied = list[int](), list[int]()
        self.tie_broken_by, self.tie_stands = "", False
        {"statements": self.statements, "ranked": self.ranked}.get(terms["kind"], self.most)()
        self.threshold_met = any(map(self.passes, self.votes[:: places // len(self.options)]))
        self.quorum_met = len(ballots) >= terms["quorum"]
        if not self.quorum_met:
            self.winners, self.tied, self.tie_broken_by, self.tie_stands = [], [], "", False

    def passes(self, votes: int) -> bool:
        needed: int = self.terms["threshold"] * len(self.ballots)
        return votes * 100 > needed

    def statements(self) -> None:
        for s in self.options:
            agree, disagree, _ = self.votes[3 * s : 3 * s + 3]
            if agree > disagree and self.passes(agree):
                self.winners.append(s)

    def most(self) -> None:
        seats = self.terms["seats"]
        able = [option for option in self.options if self.passes(self.votes[option])]
        able.sort(key=lambda option: -self.votes[option])
        self.winners = sorted(able[:seats])
        if len(able) <= seats or self.votes[able[seats]] < self.votes[able[seats - 1]]:
            return
        last = self.votes[able[seats]]
        self.tied = sorted(option for option in able if self.votes[option] == last)
        above = [option for option in able if self.votes[option] > last]
        order = in_order(self.tied, self.rule, self.drawn)
        self.tie_stands, self.tie_broken_by = order is None, self.rule if order else ""
        self.winners = sorted(above + (order or [])[: seats - len(above)])

    def ranked(self) -> None:
        left, rounds = set(self.options), list[dict[int, int]]()
        while True:
            firsts = Counter(next((o for o in b if o in left), -1) for b in self.ballots)
            now = {option: firsts[option] for option in left}
            rounds.append(now)
            self.votes = [now.get(option, 0) for option in self.options]
            best = max(left, key=lambda option: now[option])
            leads = 2 * now[best] > sum(now.values())
            if not any(now.values()):
                return
            if not (leads and (self.passes(now[best]) or len(left) == 2)):
                gone = self.leaving(now, rounds)
                left -= gone
                if not gone:
                    return
                if len(left) > 1:
                    continue
                [best] = left
            self.winners = [best] if self.passes(now[best]) else []
            return

    def leaving(self, now: dict[int, int], rounds: list[dict[int, int]]) -> set[int]:
        lowest = {option for option in now if now[option] == min(now.values())}
        others = [now[option] for option in now if option not in lowest]
        if len(lowest) == 1 or (len(others) > 1 and sum(now[o] for o in lowest) < min(others)):
            return lowest
        behind = lowest
        for before in rounds[-2::-1]:
            behind = {o for o in behind if before[o] == min(before[each] for each in behind)}
        if len(behind) == 1:
            return behind
        self.tied = sorted(lowest)
        order = in_order(behind, self.rule, self.drawn)
        self.tie_stands, self.tie_broken_by = order is None, self.rule if order else ""
        return set(order[-1:]) if order else set()


def counting_of(cast: dict[int, Any], confirmed: set[str]) -> tuple[list[int], list[str]]:
    """Where the castings that count stand, and the papers that nobody confirmed."""
    counts, unconfirmed = dict[str, tuple[bool, int]](), list[str]()
    for position, entry in cast.items():
        paper, who = entry["data"].get("paper"), entry["data"].get("for", entry["by"])
        if paper is None or paper in confirmed:
            counts[who] = max(counts.get(who, (False, 0)), (paper is not None, position))
        else:
            unconfirmed.append(paper)
    return sorted(position for _, position in counts.values()), unconfirmed


def poll(entries: list[Entry]) -> dict[str, Any]:
    """What the entries of one poll say."""
    kinds: dict[str, list[Entry]] = {}
    for position, entry in entries:
        kinds.setdefault(entry["e"].split(".")[1], []).append((position, entry))
    terms = kinds["PollOpened"][0][1]["data"]
    cast = dict(kinds.get("VoteCast", []) + kinds.get("BallotCast", []))
    confirmed = {e["data"]["paper"] for _, e in kinds.get("PaperBallotConfirmed", [])}
    disputed = {e["data"]["paper"] for _, e in kinds.get("PaperBallotDisputed", [])}
    opened = [b for _, e in kinds.get("BallotsOpened", []) for b in e["data"]["ballots"]]
    counting, unconfirmed = counting_of(cast, confirmed)
    ended = "PollClosed" if terms["mode"] == "open" else "BallotsAllOpened"
    has_result = ended in kinds and "PollCancelled" not in kinds
    closed = next((position for position, _ in kinds.get("PollClosed", [])), len(lines))
    sound = [position < closed for position in cast] + [disputed.isdisjoint(confirmed)]
    sound += [cast.get(at, {}).get("c") == commitment(choice, salt) for at, choice, salt in opened]
    choices = {position: choice for position, choice, _ in opened}
    if terms["mode"] == "open":
        choices = {position: cast[position]["data"]["choice"] for position in counting}
    elif has_result:
        sound += [e["data"]["opened"] == len(opened) for _, e in kinds[ended]]
        sound += [sorted(position for position, _, _ in opened) == counting]
    said: dict[str, Any] = {
        "castings": len(cast), "voters": len(counting), "disputed": len(disputed),
        "unconfirmed": len(set(unconfirmed) - disputed),
        "superseded": len(cast) - len(counting) - len(unconfirmed),
        "turnout": Counter(cast[position]["data"]["channel"] for position in counting),
        "sound": all(sound),
    }  # fmt: skip
    if has_result:
        lot = next((e["data"]["drawn"] for _, e in kinds.get("LotDrawn", [])), None)
        count = Count(terms, [choices[at] for at in counting if at in choices], lot)
        said |= {name: getattr(count, name) for name in SAID}
    return said


lines = sys.stdin.buffer.read().splitlines()
polls: dict[str, list[Entry]] = {}
for at, line in enumerate(lines):
    if about := json.loads(line)["data"].get("poll"):
        polls.setdefault(about, []).append((at, json.loads(line)))
json.dump({name: poll(entries) for name, entries in polls.items()}, sys.stdout)
