"""填好的表 filled in — what a filled-in form asks for: one command each, at home or at the desk."""

from __future__ import annotations

from typing import Final

from domain.suggestions.amend_suggestion import AmendSuggestion
from domain.suggestions.make_comment import MakeComment
from domain.suggestions.submit_suggestion import SubmitSuggestion
from domain.suggestions.take_stance import TakeStance
from projections.suggestions import Suggestion
from services.language import phrase
from services.pages import labels
from services.pages.forms import Form
from services.speaking import voice_of_the_year
from services.wording import (
    COMMENT_CHARACTERS_MAX,
    TEXT_CHARACTERS_MAX,
    TITLE_CHARACTERS_MAX,
    TITLE_CHARACTERS_MIN,
)

WRITE_A_TITLE: Final = phrase("A title has %(least)d to %(most)d characters.")
WRITE_A_TEXT: Final = phrase("The text has at most %(most)d characters.")
CHOOSE_AN_AREA: Final = phrase("Please choose the area that your suggestion belongs to.")
CHOOSE_A_STANCE: Final = phrase("Please choose: agree, disagree or pass.")
CHOOSE_A_SIDE: Final = phrase("Please say whether your comment is in favour, against or neutral.")
WRITE_A_COMMENT: Final = phrase("A comment has %(least)d to %(most)d characters.")
VERSION_DIGITS_MAX: Final = 4


def written(form: Form) -> tuple[str, str, str]:
    """Title, text and category, each within its limits."""
    title, text = worded(form)
    return title, text, form.one_of("category", labels.CATEGORIES, CHOOSE_AN_AREA)


def worded(form: Form) -> tuple[str, str]:
    """Title and text, each within its limits."""
    least, most = TITLE_CHARACTERS_MIN, TITLE_CHARACTERS_MAX
    title = form.words("title", WRITE_A_TITLE, least=least, most=most)
    return title, form.lines("text", WRITE_A_TEXT, least=0, most=TEXT_CHARACTERS_MAX)


def version_seen(form: Form) -> int | None:
    """Which wording stood on the page that was sent; None where the page did not say."""
    said = form.fields.get("version", "")
    usable = said.isascii() and said.isdigit() and len(said) <= VERSION_DIGITS_MAX
    return int(said) if usable else None


async def suggestion_of(form: Form) -> SubmitSuggestion:
    """The suggestion that a form makes, under the names of this year."""
    title, text, category = written(form)
    scope = voice_of_the_year(form.visitor.community, form.visitor.now)
    speaking = form.speaking()
    who = await speaking.within(scope)
    return SubmitSuggestion(
        act=who.act,
        member=who.member,
        suggestion=f"suggestion:{form.id}",
        scope=scope,
        category=category,
        channel=who.channel,
        title=title,
        text=text,
        age_band=await speaking.age_band(who),
    )


async def stance_of(form: Form, about: Suggestion) -> TakeStance:
    """The stance that a form takes on a suggestion."""
    choice = form.one_of("choice", labels.CHOICES, CHOOSE_A_STANCE)
    who = await form.speaking().within(about.scope)
    return TakeStance(
        act=who.act,
        member=who.member,
        suggestion=about.suggestion,
        choice=choice,  # type: ignore[arg-type]  # One of the keys of CHOICES.
        channel=who.channel,
        seen=version_seen(form),
    )


async def amendment_of(form: Form, about: Suggestion) -> AmendSuggestion:
    """The new wording that a form gives to a suggestion."""
    title, text = worded(form)
    speaking = form.speaking()
    who = await speaking.within(about.scope)
    return AmendSuggestion(
        act=who.act,
        member=who.member,
        suggestion=about.suggestion,
        seen=version_seen(form) or 0,
        channel=who.channel,
        title=title,
        text=text,
        age_band=await speaking.age_band(who),
    )


async def comment_of(form: Form, about: Suggestion) -> MakeComment:
    """The comment that a form makes on a suggestion."""
    side = form.one_of("side", labels.SIDES, CHOOSE_A_SIDE)
    text = form.lines("text", WRITE_A_COMMENT, least=1, most=COMMENT_CHARACTERS_MAX)
    speaking = form.speaking()
    who = await speaking.within(about.scope)
    return MakeComment(
        act=who.act,
        member=who.member,
        suggestion=about.suggestion,
        comment=f"comment:{form.id}",
        side=side,  # type: ignore[arg-type]  # One of the keys of SIDES.
        channel=who.channel,
        text=text,
        age_band=await speaking.age_band(who),
        reply_to=form.fields.get("reply_to") or None,
    )
