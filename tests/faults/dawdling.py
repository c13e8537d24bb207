"""Whoever sends all but the last byte of a ballot before the close has not arrived in time."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from services.pages.filled_in_ballot import CHOSEN
from tests.faults.serving import PASSWORD
from tests.services.calling import Caller

ANSWER_S_MAX = 120


@dataclass(frozen=True)
class Dawdler:
    """A request that has been sent but for its last byte."""

    there: socket.socket
    last: bytes

    def ends(self) -> str:
        """The last byte is sent; all of the answer."""
        with self.there:
            self.there.sendall(self.last)
            return b"".join(iter(lambda: self.there.recv(65_536), b"")).decode()


def half_sent(
    port: int, method: str, address: str, headers: Mapping[str, str], body: bytes
) -> Dawdler:
    there = socket.create_connection(("127.0.0.1", port), timeout=ANSWER_S_MAX)
    told = {**headers, "Host": "127.0.0.1", "Connection": "close", "Content-Length": len(body)}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    there.sendall(f"{method} {address} HTTP/1.1\r\n{lines}\r\n".encode() + body[:-1])
    return Dawdler(there, body[-1:])


def at_the_api(voter: Caller, poll: str) -> Dawdler:
    address = f"/api/v1/c/{voter.community}/polls/{poll}/ballot"
    headers = {**voter.headers, "Content-Type": "application/json"}
    body = json.dumps({"choice": [0]}).encode()
    return half_sent(voter.port, "PUT", address, headers, body)


def signed_in(visitor: Caller, login: str) -> dict[str, str]:
    """Cookie and token of a session."""
    session = visitor.post("sessions", {"login": login, "password": PASSWORD})
    assert session.status == 201, session.body
    return {"cookie": session.cookie, "csrf": session.json["csrf"]}


def at_the_page(voter: Caller, session: Mapping[str, str], poll: str) -> Dawdler:
    """The final button of a ballot that was looked at before."""
    fields = {"csrf": session["csrf"], CHOSEN: "0"}
    form = "application/x-www-form-urlencoded"
    headers = {"Cookie": session["cookie"], "Content-Type": form}
    address = f"/c/{voter.community}/polls/{poll}/vote"
    return half_sent(voter.port, "POST", address, headers, urlencode(fields).encode())
