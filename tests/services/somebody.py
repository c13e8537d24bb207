"""Somebody verified, of whom a test sees everything that one sees of oneself."""

from dataclasses import dataclass

from tests.services.calling import Answer, Caller
from tests.services.conftest import Neighbourhood


@dataclass(frozen=True)
class Somebody:
    """A verified resident, with a token, a log-in and the name on the roll."""

    neighbourhood: Neighbourhood
    caller: Caller
    login: str
    member: str

    def acts(self, query: str = "") -> list[dict[str, object]]:
        answer = self.caller.get(f"me/acts{query}")
        assert answer.status == 200, answer.body
        return list(answer.json["items"])

    def latest(self, answer: Answer) -> dict[str, object]:
        """The act that was recorded last, as it stands in the list."""
        assert answer.status == 201, answer.body
        return self.acts(f"?after={answer.json['position']}")[0]

    def agrees_at_the_desk(self, suggestion: str) -> dict[str, object]:
        """The clerk records a stance for this person."""
        said = {"choice": "agree", "for": self.member}
        return self.latest(self.neighbourhood.clerk.put(f"suggestions/{suggestion}/stance", said))


def somebody(neighbourhood: Neighbourhood) -> Somebody:
    caller, login = neighbourhood.newcomer()
    details = {"name": "王秀英", "household": "9号楼1单元", "age_band": "18-and-over"}
    member = str(caller.post("residents", details).json["id"])
    answer = neighbourhood.clerk.post(f"residents/{member}/verification")
    neighbourhood.visitor.get(f"policies?after={answer.json['position']}")
    return Somebody(neighbourhood, caller, login, member)
