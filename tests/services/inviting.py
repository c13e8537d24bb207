"""Households with letters: what tests of joining by one ask of a neighbourhood."""

import itertools
import re

from tests.services.browsing import HOME, Browser, text_of
from tests.services.calling import Answer, Caller
from tests.services.uploading import uploaded

LETTER = re.compile(
    r'<p class="letter-to"><bdi>(.*?)</bdi>.*?<strong class="code">(.*?)</str', re.DOTALL
)
GROWN_UP = "18-and-over"
NUMBERS = itertools.count(1)


def imported(chair: Browser, *lines: str) -> str:
    """A household of its own, with the people of a sheet; its label."""
    label = f"{next(NUMBERS)}-1-101"
    sheet = "住址,姓名,年龄段\n" + "".join(f"{label},{line}\n" for line in lines or (",",))
    brought = uploaded(chair, f"{HOME}/registrar/import", "sheet", sheet.encode())
    assert brought.status == 303, text_of(brought)
    draft = brought.headers["location"].rpartition("=")[2]
    done = chair.post(f"{HOME}/registrar/import/confirm", draft=draft)
    assert done.status == 303, text_of(done)
    chair.get(done.headers["location"])
    return label


def code_of(chair: Browser, label: str) -> str:
    letters = dict(LETTER.findall(text_of(chair.get(f"{HOME}/registrar/letters"))))
    return str(letters[label])


def joining(caller: Caller, name: str, code: str, **more: str) -> Answer:
    told = {"name": name, "age_band": GROWN_UP, "code": code, **more}
    return caller.post("residents", told)


def me(caller: Caller, joined: Answer) -> dict[str, object]:
    shown = caller.get(f"me?after={joined.json['position']}")
    assert shown.status == 200, shown.body
    found: dict[str, object] = shown.json
    return found


def is_verified(caller: Caller, joined: Answer) -> bool:
    on_the_roll = me(caller, joined)["on_the_roll"]
    assert isinstance(on_the_roll, dict)
    return on_the_roll["verified_position"] is not None
