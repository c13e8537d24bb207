"""A browser without a screen: it sends forms as people's browsers do."""

from dataclasses import dataclass
from urllib.parse import urlencode

from tests.services.calling import Answer, Caller
from tests.services.conftest import SLUG, Neighbourhood

HOME = f"/c/{SLUG}"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Browser:
    """A browser that only sends what it is told to."""

    caller: Caller
    csrf: str = ""

    def get(self, path: str) -> Answer:
        return self.caller.get(path)

    def post(self, path: str, **fields: str) -> Answer:
        body = urlencode({"csrf": self.csrf, **fields}).encode()
        return self.caller.saying(content_type=FORM).send("POST", path, body)


def signed_in(neighbourhood: Neighbourhood, login: str) -> Browser:
    caller = neighbourhood.signed_in(login)
    cookie = Caller(caller.port, caller.community, {"cookie": caller.headers["cookie"]})
    return Browser(cookie, caller.headers["x-csrf-token"])


def verified(neighbourhood: Neighbourhood) -> Browser:
    """Somebody verified, signed in with a cookie."""
    caller, login = neighbourhood.newcomer()
    joined = caller.post("residents", {"name": "王小明", "age_band": "18-and-over"})
    neighbourhood.clerk.post(f"residents/{joined.json['id']}/verification")
    return signed_in(neighbourhood, login)


def text_of(answer: Answer) -> str:
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.body.decode()
