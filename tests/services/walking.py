"""Walkers: people with a browser of their own, who complain when a page complains."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, expect

from tests.services.conftest import PASSWORD, SLUG

PHONE: ViewportSize = {"width": 375, "height": 812}
DESK: ViewportSize = {"width": 1280, "height": 900}
NUMBERS = itertools.count(1)


class Walk:
    """Somebody with a browser of their own, in one community."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def to(self, place: str) -> None:
        self.page.goto(f"{self.address}/c/{SLUG}/{place}")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def sign_in(self, login: str) -> None:
        self.to("sign-in")
        self.page.get_by_label("登录名").fill(login)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.press("登录")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("我的")

    def join(self, name: str) -> str:
        login = f"linju-{next(NUMBERS)}"
        self.to("join")
        self.page.get_by_label("登录名").fill(login)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_label("姓名").fill(name)
        self.page.get_by_label("住址").fill("3号楼2单元501")
        self.page.get_by_label("年龄段").select_option("18-and-over")
        self.press("加入")
        expect(self.page.get_by_text("请到服务台来一次")).to_be_visible()
        return login


class Streets:
    """Opens browsers; whatever one of them complains about fails the test."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address

    @contextmanager
    def walk(
        self, *, script: bool = True, size: ViewportSize | None = None, locale: str = "zh-CN"
    ) -> Iterator[Walk]:
        complaints: list[str] = []

        def listen(message: ConsoleMessage) -> None:
            # A refused form is answered with 4xx, which Chromium also writes to the console.
            if (
                message.type == "error"
                and "server responded with a status of 4" not in message.text
            ):
                complaints.append(message.text)

        context = self.browser.new_context(
            java_script_enabled=script,
            viewport=size or DESK,
            locale=locale,
        )
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield Walk(page, self.address)
        context.close()
        assert complaints == []
