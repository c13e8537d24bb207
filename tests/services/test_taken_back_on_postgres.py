"""What was taken back: a list leaves it out, its page says who took it back, and shows no words."""

from tests.services.browsing import HOME, Browser, text_of
from tests.services.calling import Caller
from tests.services.conftest import Neighbourhood

TITLE, WORDS = "走廊换一盏暖光灯", "收回以后谁也不该再读到这句话"


def page(neighbourhood: Neighbourhood, path: str, position: int, language: str = "zh-CN") -> str:
    browser = Browser(neighbourhood.visitor.saying(accept_language=language))
    return text_of(browser.get(f"{HOME}/{path}?after={position}"))


def withdrawn(author: Caller, suggestion: str) -> int:
    position: int = author.post(f"suggestions/{suggestion}/withdrawal").json["position"]
    return position


def test_a_withdrawn_suggestion_says_so_and_keeps_its_words_back(
    neighbourhood: Neighbourhood,
) -> None:
    author = neighbourhood.resident()
    suggestion = neighbourhood.suggestion(author, title=TITLE)
    position = withdrawn(author, suggestion)
    shown = page(neighbourhood, f"suggestions/{suggestion}", position)
    assert "作者已收回。不再接受新的表态，已有的表态仍然计数。" in shown
    assert "已收回的建议" in shown
    assert TITLE not in shown
    english = page(neighbourhood, f"suggestions/{suggestion}", position, "en")
    assert "Withdrawn by its author. It takes no new stances; those it has still count." in english
    assert suggestion not in page(neighbourhood, "suggestions", position)
    trail = page(neighbourhood, f"audit/{position}", position)
    assert "收回了" in trail
    assert TITLE not in trail


def test_a_withdrawn_comment_leaves_its_place_without_its_words(
    neighbourhood: Neighbourhood,
) -> None:
    author = neighbourhood.resident()
    suggestion = neighbourhood.suggestion()
    said = author.post(f"suggestions/{suggestion}/comments", {"side": "for", "text": WORDS}).json
    position = author.post(f"comments/{said['id']}/withdrawal").json["position"]
    shown = page(neighbourhood, f"suggestions/{suggestion}", position)
    assert WORDS not in shown
    assert "作者已收回" in shown
    answer = neighbourhood.visitor.get(f"suggestions/{suggestion}/comments?after={position}")
    [comment] = answer.json["items"]
    assert (comment["hidden"], comment["text"]) == ("withdrawn", None)


def test_the_dashboard_says_how_large_the_roll_is_now(neighbourhood: Neighbourhood) -> None:
    def of_the_roll(position: int) -> dict[str, int]:
        figures = neighbourhood.visitor.get(f"dashboard?after={position}").json["figures"]
        return {one["id"]: one["value"] for one in figures if one["id"].startswith("roll-")}

    leaving = neighbourhood.resident()
    before = of_the_roll(leaving.get("log").json["position"])
    position = leaving.post("me/leave").json["position"]
    after = of_the_roll(position)
    assert after["roll-members"] == before["roll-members"] - 1
    assert after["roll-verified"] == before["roll-verified"] - 1
    assert after["roll-joined"] == before["roll-joined"]
    assert after["roll-left"] == before["roll-left"] + 1
    assert "累计退出" in page(neighbourhood, "dashboard", position)
