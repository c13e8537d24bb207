"""留存 kept — what costs a page most is done once: its sentences, and the parts that stay the same.

A part is made of nothing but the values that it is given, so that it can be kept by them: no page
gets what was made for somebody else, and a row that has changed makes another part.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from time import monotonic
from typing import Final, cast

from jinja2 import Environment
from jinja2.environment import TemplateModule
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from services.language import Language, sentence

PARTS_MAX: Final = 4_000
# Words that were hidden or erased are asked for by no page any more, and leave the memory as well.
PART_SECONDS_MAX: Final = 300
SENTENCE: Final = ["name", "lparen", "string", "rparen"]


class Kept:
    """The parts of one language: what macros write at a place, by their values."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.macros: dict[Hashable, TemplateModule] = {}
        self.parts: dict[Hashable, str] = {}
        self.since = monotonic()

    def __call__(self, place: Hashable, template: str, macro: str, *values: Hashable) -> str:
        """What a macro of a template, whose `here` is the place alone, makes of these values."""
        if len(self.parts) >= PARTS_MAX or monotonic() - self.since > PART_SECONDS_MAX:
            self.parts.clear()
            self.since = monotonic()
        key = (place, template, macro, values)
        part = self.parts.get(key)
        if part is None:
            part = self.parts[key] = getattr(self._macros(place, template), macro)(*values)
        return part

    def _macros(self, place: Hashable, template: str) -> TemplateModule:
        found = self.macros.get((place, template))
        if found is None:
            found = self.environment.get_template(template).make_module({"here": place})
            self.macros[place, template] = found
        return found


class SaidAtOnce(Extension):
    """Sentences without values are said when a template is read, not anew on every page."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """`_("…")` becomes `("…"|safe)`, in the language of the environment.

        A template joins it to nothing by `~`: what is constant would be escaped once more.
        """
        tokens = list(stream)
        language = cast("Language", self.environment.globals["language"])
        while tokens:
            kinds = [token.type for token in tokens[:4]]
            if kinds == SENTENCE and tokens[0].value == "_":
                said = sentence(tokens[2].value, language) % {}
                for kind, value in (
                    ("lparen", "("), ("string", said), ("pipe", "|"), ("name", "safe"),
                    ("rparen", ")"),
                ):  # fmt: skip
                    yield Token(tokens[0].lineno, kind, value)
                del tokens[:4]
            else:
                yield tokens.pop(0)
