"""填写 — what is wrong with what was sent: one plain sentence a field, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from services import language
from services.problems import FIELD_SENTENCES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIELDS_SHOWN_MAX = 20
FIELD_NAME_CHARACTERS_MAX = 60

SENTENCE_OF = {
    "missing": "missing",
    "string_too_short": "too-short",
    "string_too_long": "too-long",
    "too_short": "too-short",
    "too_long": "too-many",
    "greater_than": "too-small",
    "greater_than_equal": "too-small",
    "less_than": "too-big",
    "less_than_equal": "too-big",
    "string_type": "not-text",
    "string_unicode": "wrong-form",
    "string_pattern_mismatch": "wrong-form",
    "wrong_form": "wrong-form",
    "int_type": "not-a-number",
    "int_parsing": "not-a-number",
    "int_parsing_size": "not-a-number",
    "int_from_float": "not-a-number",
    "bool_type": "not-true-or-false",
    "bool_parsing": "not-true-or-false",
    "not_a_day": "not-a-day",
    "literal_error": "not-a-choice",
    "model_type": "not-an-object",
    "model_attributes_type": "not-an-object",
    "dict_type": "not-an-object",
    "extra_forbidden": "not-known",
    "said_twice": "said-twice",
}
LIMITS = ("limit", "min_length", "max_length", "gt", "ge", "lt", "le", "expected")


def is_unreadable(errors: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the body is no JSON at all."""
    return any(error["type"] == "json_invalid" for error in errors)


def what_is_wrong(
    errors: Sequence[Mapping[str, Any]], reader: Literal["zh-Hans", "en"]
) -> list[dict[str, str]]:
    """Field by field, without a word from the machinery that found it out."""
    return [one_field(error, reader) for error in errors[:FIELDS_SHOWN_MAX]]


def one_field(error: Mapping[str, Any], reader: Literal["zh-Hans", "en"]) -> dict[str, str]:
    """One field and its sentence; names that the sender made up are cut short."""
    sentence = FIELD_SENTENCES[SENTENCE_OF.get(error["type"], "unusable")]
    context = error.get("ctx", {})
    limit = next((context[name] for name in LIMITS if name in context), "")
    place = ".".join(str(part) for part in error["loc"][1:]) or str(error["loc"][0])
    name = place.encode("utf-8", "replace").decode()[:FIELD_NAME_CHARACTERS_MAX]
    return {
        "field": name,
        "detail": language.sentence(sentence, reader).format(limit=limit),
        "detail_en": sentence.format(limit=limit),
    }
