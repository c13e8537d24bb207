"""Ballots as people fill them in on pages: who votes, and what a sent form leads to."""

from tests.services.at_the_polls import Polls
from tests.services.browsing import HOME, Browser, signed_in, text_of
from tests.services.calling import Answer


def verified_before(polls: Polls) -> Browser:
    """Somebody whose residence is confirmed before the polls that are opened from now on."""
    caller, login = polls.neighbourhood.newcomer()
    joined = caller.post("residents", {"name": "王小明", "age_band": "18-and-over"})
    polls.shown(polls.neighbourhood.clerk.post(f"residents/{joined.json['id']}/verification"))
    return signed_in(polls.neighbourhood, login)


def page_after(browser: Browser, answer: Answer) -> str:
    """The page that a form leads to, once every view shows what was recorded."""
    assert answer.status == 303, text_of(answer)
    return text_of(browser.get(answer.headers["location"].partition("#")[0]))


def cast(browser: Browser, poll: str, chosen: str) -> Answer:
    """The last button, with the indexes that a reviewed ballot carries."""
    return browser.post(f"{HOME}/polls/{poll}/vote", chosen=chosen)
