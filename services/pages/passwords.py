"""密码 — a new password, as forms take it, and its exchange for the old one."""

from __future__ import annotations

from typing import Final

from services.door import Busy
from services.language import phrase
from services.log_ins import is_easily_guessed
from services.pages.forms import Form, NotFilledIn
from services.problems import TOO_MANY_TRIES, Unanswerable
from services.signing_in import address_of
from services.tries import Try
from services.wording import CONTROL, PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN

NEW_PASSWORD: Final = phrase("A password has %(least)d to %(most)d characters.")
EASILY_GUESSED: Final = phrase("Anybody would try this password first: please choose another.")
NOT_THE_SAME: Final = phrase("The new password was typed in two different ways.")
WRONG_PASSWORD: Final = phrase("The password until now is not right.")


def new_password(form: Form, field: str) -> str:
    """A password of the right length that is not among the first to be tried."""
    least, most = PASSWORD_CHARACTERS_MIN, PASSWORD_CHARACTERS_MAX
    password = form.fields.get(field, "")
    if not least <= len(password) <= most or CONTROL.search(password):
        raise NotFilledIn(field, NEW_PASSWORD, least=least, most=most)
    if is_easily_guessed(password):
        raise NotFilledIn(field, EASILY_GUESSED)
    return password


async def changed(form: Form) -> None:
    """Put the new password in the place of the old one. Wrong old ones count as failed tries."""
    password, visitor, session = new_password(form, "password"), form.visitor, form.session
    if form.fields.get("again", "") != password:
        raise NotFilledIn("again", NOT_THE_SAME)
    linli, community = visitor.linli, visitor.community
    trying = Try(community.slug, session.account.login, address_of(visitor.request))
    if linli.tries.are_used_up(trying, linli.clock()):
        raise Unanswerable(TOO_MANY_TRIES)
    old = form.fields.get("old", "")[:PASSWORD_CHARACTERS_MAX]
    try:
        fits = await linli.identity.change_password(community, session.token, old, password)
    except Busy:
        linli.tries.take_back(trying)
        raise
    if not fits:
        raise NotFilledIn("old", WRONG_PASSWORD)
    linli.tries.succeeded(trying)
