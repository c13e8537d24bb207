import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from projections.search import grams, query_grams


def finds(question: str, text: str) -> bool:
    return bool(query_grams(question)) and set(query_grams(question)) <= set(grams(text))


@pytest.mark.parametrize("question", ["排练", "隔音", "室", "排练室 隔音", "排练室", "ＫＴＶ"])
def test_chinese_words_of_any_length_are_found(question: str) -> None:
    assert finds(question, "给排练室加隔音，晚上不吵KTV邻居")


@pytest.mark.parametrize("question", ["reading", "READ", "corner kids", "a"])
def test_english_words_are_found_by_their_beginnings(question: str) -> None:
    assert finds(question, "A reading-corner for the kids")


@pytest.mark.parametrize("question", ["练排", "阅读", "orner", "，！", " "])
def test_what_a_text_does_not_say_is_not_found(question: str) -> None:
    assert not finds(question, "给排练室加隔音 corner")


@for_all(st.text(max_size=60))
def test_every_text_with_a_word_finds_itself(text: str) -> None:
    assert set(query_grams(text)) <= set(grams(text))
