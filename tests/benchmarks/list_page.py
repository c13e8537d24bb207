"""列表页 list-page — the list of suggestions in a busy community, asked for by guest and resident.

What a whole page costs, PostgreSQL included, against the CPU of its template alone, whose rows
lie in memory; both give the same bytes. The queries of a page are counted where they are sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from time import process_time
from typing import cast

from jinja2 import Environment, StrictUndefined
from jinja2.environment import TemplateModule
from jinja2.ext import i18n
from starlette.requests import Request
from starlette.testclient import TestClient

from domain.kernel import Act, Event
from domain.residents.events import ADULT
from domain.suggestions.answer_suggestion import AnswerSuggestion
from domain.suggestions.events import CATEGORIES, CHOICES, StanceTaken
from domain.suggestions.submit_suggestion import SubmitSuggestion
from infra.app import create
from infra.asking import ask
from infra.catching_up import caught_up
from infra.chance import fresh_id
from infra.event_log import NewEntry, pen
from infra.mapper import entry_of
from projections import inbox
from projections import suggestions as views
from services.identity import Account, Session
from services.language import Language, translations
from services.linli import Linli
from services.pages.rendering import ENVIRONMENTS
from services.pages.suggestions import ITEMS_PER_PAGE, Asked
from services.pages.visitor import Place, Visitor
from tests.benchmarks.durable import analyze, installation_of_its_own
from tests.benchmarks.electorate import (
    CHAIR,
    Electorate,
    Voter,
    decide_all,
    electorate,
    scope_of,
)
from tests.benchmarks.measuring import MICROSECONDS, Figure, Run, Size, alone, beside, interleaved
from tests.benchmarks.served import Browser, serving
from tests.questions import listening

LANGUAGE: Language = "zh-Hans"
BROWSERS = 8
ANSWERED_ONE_IN = 5
STANCES_A_BATCH = 5_000
CONTROL = "CPU of the bare template, its rows in memory"
TITLE = "把三号楼东侧的空地改成老人和孩子都能坐的小花园"
TEXT = "夏天没有树荫，冬天没有太阳。先放四张长椅，再种两排桂花，费用可以从公共收益里出。" * 3


def bare_environment() -> Environment:
    """The templates as Jinja renders them by itself: nothing is kept, or said beforehand."""
    ours = ENVIRONMENTS[LANGUAGE]
    bare = Environment(
        loader=ours.loader, extensions=[i18n], autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    bare.install_gettext_translations(translations(LANGUAGE), newstyle=True)  # type: ignore[attr-defined] # The extension adds it.
    bare.filters.update(ours.filters)
    for name in ("language", "static", "labels"):
        bare.globals[name] = ours.globals[name]

    @cache
    def macros(place: Place, template: str) -> TemplateModule:
        return bare.get_template(template).make_module({"here": place})

    def made(place: Place, template: str, macro: str, *values: object) -> str:
        part: str = getattr(macros(place, template), macro)(*values)
        return part

    bare.globals["kept"] = made
    return bare


BARE = bare_environment()


@dataclass(frozen=True)
class Asking:
    """Who asks for the page, and the same page made from what lies in memory."""

    browsers: Sequence[Browser]
    address: str
    template: str
    values: dict[str, object]

    def pages(self, count: int) -> Run:
        """CPU of one page, client and server together, while several ask side by side."""
        self.asked(count // 10)
        cpu = self.browsers[0].server.cpu()
        run = cpu.each(0, self.asked(count))
        return replace(run, value=(run.cpu_us_client or 0) + (run.cpu_us_server or 0))

    def asked(self, count: int) -> int:
        """Each browser asks for its share, one page after the other."""
        each = max(count // len(self.browsers), 1)

        def ask_for_pages(browser: Browser) -> None:
            for _ in range(each):
                browser.page(self.address)

        with ThreadPoolExecutor(len(self.browsers)) as people:
            list(people.map(ask_for_pages, self.browsers))
        return each * len(self.browsers)

    def bare(self, count: int) -> Run:
        began = process_time()
        for _ in range(count):
            self.rendered()
        spent = (process_time() - began) / count * MICROSECONDS
        return Run(spent, spent)

    def rendered(self) -> str:
        return BARE.get_template(self.template).render(self.values)


def list_page(size: Size) -> Iterator[Figure]:
    """Both figures are µs of CPU for one page; less is better."""
    with installation_of_its_own() as installation:
        town = busy_town(
            electorate(installation, size.of(20, 1_000)), size.of(200, 100_000)
        )  # fmt: skip
        count = size.of(20, 400, 1_000)
        with serving(installation) as server:
            guest = asking(town, [Browser(server) for _ in range(BROWSERS)])
            resident = asking(town, [Browser(server, each) for each in town.voters[:BROWSERS]])
            for one in (guest, resident):
                must_be_the_same(one)
            taken = interleaved(
                size.rounds,
                guest=lambda: guest.pages(count),
                guest_bare=lambda: guest.bare(count),
                resident=lambda: resident.pages(count),
                resident_bare=lambda: resident.bare(count),
            )
        for who, name in (("guest", "list-page"), ("resident", "list-page signed in")):
            yield beside(name, "CPU µs", taken[who], CONTROL, taken[f"{who}_bare"])
        asked = queries(guest, resident)
        yield alone("list-page queries", "queries", Run(asked[0]))
        yield alone("list-page signed in queries", "queries", Run(asked[1]))


def queries(*pages: Asking) -> list[int]:
    """How many statements each page takes, once what is read once in a process has been read."""
    counts = []
    settings = pages[0].browsers[0].server.installation.settings
    with listening(create(settings)) as app, TestClient(app) as client:
        for one in (pages[0], *pages):
            client.get(one.address, headers=one.browsers[0].headers).raise_for_status()
            counts.append(len(app.asked[one.address]))
    return counts[1:]


class NotTheSame(RuntimeError):
    """A control that makes another page than the server says nothing about it."""


def must_be_the_same(asked: Asking) -> None:
    if asked.browsers[0].page(asked.address) != asked.rendered():
        raise NotTheSame(asked.address)


def busy_town(town: Electorate, stances: int) -> Electorate:
    """Each voter makes a suggestion, many say what they think of it, and some are answered."""
    installation, community = town.installation, town.community
    now = installation.clock()
    voice = scope_of("", "open", now)
    people = [voter.person for voter in town.voters]
    names = installation.keys.names(people, community.origin, voice)
    made = [
        SubmitSuggestion(
            act=Act.of(names[voter.person], now), member=voter.member,
            suggestion=f"suggestion:{fresh_id(installation.chance, 'suggestion')}", scope=voice,
            category=CATEGORIES[number % len(CATEGORIES)], channel="web",
            title=f"{TITLE}（{number}）", text=TEXT, age_band=ADULT,
        )
        for number, voter in enumerate(town.voters)
    ]  # fmt: skip
    decide_all(installation, community, made)
    chance = Random(0)  # noqa: S311 - spreads the choices alike in every run.
    voices = list(names.values())
    said = [
        StanceTaken(
            act=Act.of(voices[(number + number // len(made)) % len(voices)], now),
            suggestion=made[number % len(made)].suggestion,
            choice=chance.choice(CHOICES),
            channel="web",
        )
        for number in range(stances)
    ]
    write(town, said)
    answers = [
        AnswerSuggestion(
            act=Act.of(CHAIR, now), suggestion=one.suggestion, status="accepted", due=None,
            text="采纳，先征求一楼住户的意见。",
        )
        for one in made[::ANSWERED_ONE_IN]
    ]  # fmt: skip
    decide_all(installation, community, answers)
    caught_up(installation)
    analyze(installation)
    return town


def names_of(town: Electorate, voter: Voter) -> list[str]:
    """The name under which this voter speaks, and that on the roll."""
    voice = scope_of("", "open", town.installation.clock())
    names = town.installation.keys.names([voter.person], town.community.origin, voice)
    return [*names.values(), voter.member]


def write(town: Electorate, events: Sequence[Event]) -> None:
    """Straight into the log, without asking the rules, which all of them keep."""
    entries = [NewEntry(event.TOPIC, event.tags, entry_of(event)) for event in events]
    for start in range(0, len(entries), STANCES_A_BATCH):
        with (
            town.installation.main.connection() as connection,
            pen(connection, town.community.log) as held,
        ):
            held.write(entries[start : start + STANCES_A_BATCH])


def asking(town: Electorate, browsers: Sequence[Browser]) -> Asking:
    """The values of the page as its route has them for the first of them, but in memory."""
    address = f"/c/{town.community.slug}/suggestions"
    found = ask(
        town.installation,
        lambda reads: views.suggestions(
            reads, town.community, search=None, category=None, channel=None, sort="newest",
            cursor=None, limit=ITEMS_PER_PAGE,
        ),
    )  # fmt: skip
    session, unseen = None, 0
    if (voter := browsers[0].voter) is not None:
        account = Account(voter.person, "login", voter.person, None)
        session = Session(voter.token, voter.csrf, account)
        unseen = ask(
            town.installation,
            lambda reads: inbox.unseen(reads, town.community, names_of(town, voter), 0),
        )
    scope = {"type": "http", "method": "GET", "path": address, "query_string": b"", "headers": []}
    here = Visitor(
        request=Request(scope), language=LANGUAGE, community=town.community, session=session,
        linli=cast("Linli", None),  # The template asks nothing of it.
        unseen=unseen,
    )  # fmt: skip
    values: dict[str, object] = {
        "here": here, "found": found, "refusal": None, "is_first_page": True,
        "asked": Asked(q="", category=None, channel=None, status=None, sort="newest"),
    }  # fmt: skip
    return Asking(browsers, address, "suggestions/list.html", values)
