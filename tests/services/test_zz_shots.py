import sys; sys.path.insert(0,'/work/main')
import pytest
from tests.services.test_polls_in_a_browser import *
from tests.services.test_polls_in_a_browser import _fill
from tests.services.conftest import browser
from tests.services.test_poll_pages_on_postgres import FILLED,_in_days
def test_shots(lanes, polls, voter):
    poll=polls.open(labels=list(OPTIONS),text="经费从居民建议金里出，一共三万元。\n年底前办成。",quorum=5,mode="sealed")
    rk=polls.open(labels=list(OPTIONS),kind="ranked")
    with lanes.walk(size=PHONE) as walk, lanes.walk() as chair:
        walk.sign_in(voter.login)
        walk.to(f"polls/{poll}"); walk.page.screenshot(path="/tmp/pp1.png",full_page=True)
        walk.to(f"polls/{poll}/vote"); walk.page.screenshot(path="/tmp/pp2.png",full_page=True)
        walk.page.get_by_label(OPTIONS[0]).check(); walk.press("下一步：核对我的选票"); walk.page.screenshot(path="/tmp/pp3.png",full_page=True)
        walk.press("现在投出这张选票")
        walk.to(f"polls/{rk}/vote"); walk.page.screenshot(path="/tmp/pp4.png",full_page=True)
        _fill(walk.page,"rank"); walk.press("下一步：核对我的选票"); walk.press("现在投出这张选票")
        chair.sign_in("chair")
        chair.to("polls/new"); chair.page.screenshot(path="/tmp/pp5.png",full_page=True)
        chair.to(f"polls/{poll}"); chair.page.screenshot(path="/tmp/pp6.png",full_page=True)
        polls.close(rk)
        chair.to(f"polls/{rk}/result"); chair.page.screenshot(path="/tmp/pp7.png",full_page=True)
