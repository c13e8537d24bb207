"""A caller of the API over a real socket, who can also send what no client library would."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from typing import Any

TIMEOUT_S_MAX = 60
# A word with a capital inside, as classes are called, and what a failure would print of itself.
INTERNALS = re.compile(r"\b[A-Z][a-z]+[A-Z]\w*|Traceback|Exception|psycopg|pydantic")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON is anything.
        return json.loads(self.body)

    @property
    def cookie(self) -> str:
        return self.headers.get("set-cookie", "").partition(";")[0]

    @property
    def problem(self) -> str:
        """The kind of problem; asserts the form that every problem has."""
        assert self.headers["content-type"] == "application/problem+json"
        said = self.json
        assert said["status"] == self.status
        assert said["detail"], said["detail_en"]
        assert not INTERNALS.search(f"{said['title']} {said['detail']} {said['detail_en']}")
        prefix, _, name = said["type"].rpartition("/")
        assert prefix == "/problems"
        return str(name)


@dataclass(frozen=True)
class Caller:
    """Somebody at the API of one community."""

    port: int
    community: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def saying(self, **headers: str) -> "Caller":
        """The same caller with more headers: `accept_language="en"`."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **more})

    def get(self, path: str) -> Answer:
        return self.send("GET", path)

    def post(self, path: str, body: object = None) -> Answer:
        return self.send("POST", path, None if body is None else json.dumps(body).encode())

    def put(self, path: str, body: object) -> Answer:
        return self.send("PUT", path, json.dumps(body).encode())

    def delete(self, path: str) -> Answer:
        return self.send("DELETE", path)

    def send(self, method: str, path: str, body: bytes | None = None) -> Answer:
        """A path that begins with `/` is a whole address, else it belongs to the community."""
        address = path if path.startswith("/") else f"/api/v1/c/{self.community}/{path}"
        headers = dict(self.headers)
        if body is not None:
            headers.setdefault("content-type", "application/json")
        connection = HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S_MAX)
        try:
            connection.request(method, address.rstrip("/"), body, headers)
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, named, response.read())
        finally:
            connection.close()
