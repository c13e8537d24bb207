"""A picture of the paper is kept beside what the desk wrote down, for the person and the desk."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from services.pictures import PICTURE_BYTES_MAX
from tests.services.browsing import HOME, Browser, signed_in, text_of, verified
from tests.services.calling import Answer
from tests.services.conftest import Neighbourhood
from tests.services.offices import joined, looks_at, on_the_keys

BOUNDARY = "----between-parts"
UPLOAD = f"multipart/form-data; boundary={BOUNDARY}"
CANARY = b"the-words-on-this-paper"
PNG = b"\x89PNG\r\n\x1a\n" + CANARY
JPEG, WEBP = b"\xff\xd8\xff\xe0" + CANARY, b"RIFF\x10\0\0\0WEBP" + CANARY
ACT = f"{HOME}/desk/act"
IDEA = {"title": "楼道加扶手", "category": "elder-care", "text": ""}
KEPT = "suggestions.PaperKept.1"


@pytest.fixture(scope="module")
def clerk(neighbourhood: Neighbourhood) -> Browser:
    return signed_in(neighbourhood, "clerk")


def sent(browser: Browser, path: str, picture: bytes = b"", /, **fields: str) -> Answer:
    """As browsers send a form with a file, also when none was chosen."""
    parts = b""
    for name, value in {"csrf": browser.csrf, **fields}.items():
        parts += part(f'name="{name}"', value.encode())
    file = f'name="picture"; filename="{"王小明.png" if picture else ""}"'
    body = parts + part(file, picture) + f"--{BOUNDARY}--\r\n".encode()
    return browser.caller.saying(content_type=UPLOAD).send("POST", path, body)


def part(told: str, content: bytes) -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {told}\r\n\r\n"
    return head.encode() + content + b"\r\n"


def papers(neighbourhood: Neighbourhood) -> list[int]:
    """The entries by which pictures were kept, newest first."""
    found = neighbourhood.visitor.get(f"entries?event={KEPT}&limit=100").json["items"]
    return [int(entry["position"]) for entry in found]


def done(answer: Answer) -> None:
    assert answer.status == 303, text_of(answer)


@contextmanager
def on_the_record(neighbourhood: Neighbourhood) -> Iterator[psycopg.Connection]:
    with psycopg.connect(neighbourhood.main_url) as connection:
        yield connection


@pytest.mark.parametrize(
    ("picture", "kind", "ending"),
    [
        (PNG, "image/png", "png"),
        (JPEG, "image/jpeg", "jpg"),
        (WEBP, "image/webp", "webp"),
    ],
)
def test_a_picture_comes_back_as_it_was_to_be_saved_and_not_shown(
    neighbourhood: Neighbourhood, clerk: Browser, picture: bytes, kind: str, ending: str
) -> None:
    member = joined(neighbourhood, "孙奶奶")
    done(sent(clerk, f"{HOME}/desk/suggest", picture, resident=member, channel="paper", **IDEA))
    answer = clerk.get(f"{HOME}/pictures/{papers(neighbourhood)[0]}")
    assert (answer.status, answer.body) == (200, picture)
    assert answer.headers["content-type"] == kind
    assert answer.headers["content-disposition"] == f'attachment; filename="paper.{ending}"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_how_the_resident_came_is_public(neighbourhood: Neighbourhood, clerk: Browser) -> None:
    for channel in ("desk", "phone", "paper"):
        member = joined(neighbourhood, "李爷爷")
        answer = sent(clerk, f"{HOME}/desk/suggest", resident=member, channel=channel, **IDEA)
        done(answer)
        suggestion = re.findall(r"suggestion%3A([\w-]{22})", answer.headers["location"])[0]
        clerk.get(answer.headers["location"])
        found = neighbourhood.visitor.get(f"suggestions/suggestion:{suggestion}").json
        assert found["channel"] == channel
    other = sent(clerk, f"{HOME}/desk/suggest", resident=member, channel="pigeon", **IDEA)
    assert other.status == 422
    assert "请选择居民是怎样办理的" in text_of(other)


def test_a_stance_and_a_comment_keep_their_papers(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    member, suggestion = joined(neighbourhood, "周奶奶"), neighbourhood.suggestion()
    about = {"resident": member, "suggestion": suggestion, "channel": "phone"}
    before = len(papers(neighbourhood))
    done(sent(clerk, f"{ACT}/stance", JPEG, **about, choice="agree"))
    answer = sent(clerk, f"{ACT}/comment", PNG, **about, side="for", text="我也要。")
    done(answer)
    assert "已替" in text_of(clerk.get(answer.headers["location"]))
    assert len(papers(neighbourhood)) == before + 2


def test_a_form_without_a_picture_keeps_none(neighbourhood: Neighbourhood, clerk: Browser) -> None:
    member, suggestion = joined(neighbourhood, "吴爷爷"), neighbourhood.suggestion()
    about = {"resident": member, "suggestion": suggestion, "choice": "agree"}
    before = papers(neighbourhood)
    done(sent(clerk, f"{ACT}/stance", **about))
    assert papers(neighbourhood) == before


def test_a_form_that_is_sent_again_keeps_one_picture(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    member, suggestion = joined(neighbourhood, "郑奶奶"), neighbourhood.suggestion()
    about = {"resident": member, "suggestion": suggestion, "choice": "agree", "form": "p" * 22}
    before = len(papers(neighbourhood))
    once, again = (sent(clerk, f"{ACT}/stance", PNG, **about) for _ in "12")
    assert once.headers["location"] == again.headers["location"]
    assert len(papers(neighbourhood)) == before + 1
    other = sent(clerk, f"{ACT}/stance", JPEG, **about)
    assert other.status == 422
    assert "已经提交过了" in text_of(other)


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (b"<html>no picture</html>", "不是 JPEG、PNG 或 WebP"),
        (b"GIF89a", "不是 JPEG、PNG 或 WebP"),
        (PNG + b"\0" * PICTURE_BYTES_MAX, "照片最大 10 MB"),
        (PNG + b"\0" * 4 * PICTURE_BYTES_MAX, "照片最大 10 MB"),
    ],
)
def test_what_is_no_picture_is_sent_back_before_anything_is_recorded(
    neighbourhood: Neighbourhood, clerk: Browser, picture: bytes, said: str
) -> None:
    member, suggestion = joined(neighbourhood, "冯奶奶"), neighbourhood.suggestion()
    head = neighbourhood.visitor.get("log").json
    told = {"resident": member, "channel": "paper"}
    new = sent(clerk, f"{HOME}/desk/suggest", picture, **told, **IDEA)
    about = {**told, "suggestion": suggestion, "side": "for", "text": "很想要。"}
    comment = sent(clerk, f"{ACT}/comment", picture, **about)
    for answer, kept in ((new, "楼道加扶手"), (comment, "很想要。")):
        assert answer.status == 422
        assert said in text_of(answer)
        assert kept in text_of(answer)
        assert re.search(r'value="paper" required checked', text_of(answer))
    assert neighbourhood.visitor.get("log").json == head


def test_a_form_with_a_file_is_taken_nowhere_else(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    for path in ("suggestions/new", "suggestions/preview", "me/password", "sign-in"):
        assert sent(clerk, f"{HOME}/{path}", PNG, **IDEA).status == 422
    resident = verified(neighbourhood)
    assert sent(resident, f"{HOME}/desk/suggest", PNG, **IDEA).status == 403
    assert sent(Browser(neighbourhood.visitor), f"{HOME}/desk/suggest", PNG).status == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--",
        f"--{BOUNDARY}".encode(),
        f"--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n--{BOUNDARY}--".encode(),
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{"a" * 9}"\r\n\r\n'.encode()
        + b"x" * 200_000,
    ],
)
def test_an_unreadable_upload_gets_a_sentence(clerk: Browser, body: bytes) -> None:
    caller = clerk.caller.saying(content_type=UPLOAD)
    answer = caller.send("POST", f"{HOME}/desk/suggest", body)
    assert answer.status in {403, 422}
    assert "表单" in text_of(answer)
    bare = clerk.caller.saying(content_type="multipart/form-data")
    assert bare.send("POST", f"{HOME}/desk/suggest", b"x").status == 422


def pictures(neighbourhood: Neighbourhood) -> int:
    with on_the_record(neighbourhood) as connection:
        [(count,)] = connection.execute("SELECT count(*) FROM picture").fetchall()
    return int(count)


def test_a_picture_whose_entry_is_refused_is_kept_nowhere(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    caller, member = neighbourhood.member()
    neighbourhood.clerk.post(f"residents/{member}/verification")
    suggestion = neighbourhood.suggestion()
    assert caller.put(f"suggestions/{suggestion}/stance", {"choice": "agree"}).status == 201
    before = papers(neighbourhood), pictures(neighbourhood)
    about = {"resident": member, "suggestion": suggestion, "choice": "agree"}
    assert sent(clerk, f"{ACT}/stance", PNG, **about, channel="paper").status == 409
    assert (papers(neighbourhood), pictures(neighbourhood)) == before


def test_a_form_cut_off_before_its_picture_was_kept_is_completed_by_sending_it_again(
    neighbourhood: Neighbourhood, clerk: Browser
) -> None:
    member, suggestion = joined(neighbourhood, "蒋奶奶"), neighbourhood.suggestion()
    about = {"resident": member, "suggestion": suggestion, "choice": "agree", "form": "c" * 22}
    done(sent(clerk, f"{ACT}/stance", PNG, **about))
    entries = papers(neighbourhood)
    with on_the_record(neighbourhood) as connection:
        connection.execute("TRUNCATE picture")
        connection.commit()
    missing = clerk.get(f"{HOME}/pictures/{entries[0]}")
    assert missing.status == 404
    assert "这张照片没有保存下来，或已不再保存" in text_of(missing)
    done(sent(clerk, f"{ACT}/stance", PNG, **about))
    assert papers(neighbourhood) == entries
    assert clerk.get(f"{HOME}/pictures/{entries[0]}").body == PNG


class TestWhoSeesIt:
    @pytest.fixture
    def login(self, neighbourhood: Neighbourhood) -> str:
        caller, login = neighbourhood.newcomer()
        answer = caller.post("residents", {"name": "韩奶奶", "age_band": "18-and-over"})
        neighbourhood.clerk.post(f"residents/{answer.json['id']}/verification")
        return login

    @pytest.fixture
    def position(self, neighbourhood: Neighbourhood, clerk: Browser, login: str) -> int:
        done(sent(clerk, f"{HOME}/desk/suggest", PNG, resident=login, channel="paper", **IDEA))
        return papers(neighbourhood)[0]

    def test_the_person_does_and_is_not_noted(
        self, neighbourhood: Neighbourhood, login: str, position: int
    ) -> None:
        owner = signed_in(neighbourhood, login)
        assert owner.get(f"{HOME}/pictures/{position}").body == PNG
        member = neighbourhood.with_token(login).get("me").json["member"]
        assert ("staff:clerk", "picture") not in looks_at(neighbourhood, member)

    def test_the_desk_does_and_is_noted(
        self, neighbourhood: Neighbourhood, clerk: Browser, login: str, position: int
    ) -> None:
        assert clerk.get(f"{HOME}/pictures/{position}").status == 200
        member = neighbourhood.with_token(login).get("me").json["member"]
        assert ("staff:clerk", "picture") in looks_at(neighbourhood, member)

    def test_nobody_else_does(self, neighbourhood: Neighbourhood, position: int) -> None:
        page = f"{HOME}/pictures/{position}"
        assert Browser(neighbourhood.visitor).get(page).status == 401
        assert verified(neighbourhood).get(page).status == 404

    def test_no_other_entry_holds_one(self, clerk: Browser, position: int) -> None:
        for other in (1, position - 1, position + 1000, "x", "-1", "9" * 30):
            assert clerk.get(f"{HOME}/pictures/{other}").status == 404

    def test_it_lies_encrypted_and_goes_with_the_key(
        self, neighbourhood: Neighbourhood, clerk: Browser, login: str, position: int
    ) -> None:
        entry = neighbourhood.visitor.get(f"entries/{position}")
        with on_the_record(neighbourhood) as connection:
            owner = entry.json["data"]["for"]
            row = connection.execute(
                "SELECT ciphertext, digest FROM picture WHERE owner = %s", (owner,)
            ).fetchone()
        assert row is not None
        assert CANARY not in bytes(row[0])
        # Whoever has a copy of the paper and a dump of the record cannot tell whose it is.
        assert "picture" not in entry.json["data"]
        with on_the_keys(neighbourhood) as connection:
            connection.execute(
                "DELETE FROM person WHERE id = (SELECT person FROM account WHERE login = %s)",
                (login,),
            )
            connection.commit()
        assert clerk.get(f"{HOME}/pictures/{position}").status == 404
        assert neighbourhood.visitor.get(f"entries/{position}").body == entry.body


def test_the_api_says_how_a_resident_came(neighbourhood: Neighbourhood) -> None:
    member = joined(neighbourhood, "沈爷爷")
    idea = {"title": "楼道加扶手", "category": "elder-care"}
    said = neighbourhood.clerk.post("suggestions", {**idea, "for": member, "channel": "phone"})
    assert said.status == 201
    address = f"suggestions/{said.json['id']}?after={said.json['position']}"
    assert neighbourhood.visitor.get(address).json["channel"] == "phone"
    stance = {"choice": "agree", "for": member, "channel": "paper"}
    put = neighbourhood.clerk.put(f"suggestions/{said.json['id']}/stance", stance)
    entry = neighbourhood.visitor.get(f"entries/{put.json['position']}").json
    assert entry["data"]["channel"] == "paper"
    alone = neighbourhood.clerk.post("suggestions", {**idea, "channel": "phone"})
    assert (alone.status, alone.json["fields"][0]["field"]) == (422, "channel")
