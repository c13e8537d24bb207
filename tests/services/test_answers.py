from services.answers import already_read


def test_a_reader_who_names_the_tag_has_read_it() -> None:
    assert already_read('"a", W/"b"', '"b"')
    assert already_read("*", '"b"')


def test_other_tags_are_no_reason_to_stay_silent() -> None:
    assert not already_read("", '"b"')
    assert not already_read('"ab"', '"b"')
    assert not already_read("b", '"b"')
