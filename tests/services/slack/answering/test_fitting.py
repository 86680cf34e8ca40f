"""Where an answer that is too long for one message goes on in the next."""

import pytest

from services.slack.answering.stream import fitting

FENCED = "One.\n\n```\na\n\nb\n```\n\nTwo."


@pytest.mark.parametrize(
    ("text", "room", "first"),
    [
        ("One.\n\nTwo.", 100, "One.\n\nTwo."),
        ("One.\n\nTwo and three.", 12, "One.\n\n"),
        (FENCED, len(FENCED) - 2, "One.\n\n```\na\n\nb\n```\n\n"),
        (FENCED, 14, "One.\n\n"),
        ("One two three", 9, "One two "),
        ("one\ntwo three", 9, "one\n"),
        ("x" * 30, 9, "x" * 9),
    ],
)
def test_a_new_message_takes_whole_paragraphs_or_whole_words(text: str, room: int, first: str) -> None:
    assert text[: fitting(text, room, begun=False)] == first


@pytest.mark.parametrize(
    ("text", "room", "first"), [("Two.", 4, "Two."), ("One two three", 9, ""), ("One.\n\nTwo", 8, "One.\n\n")]
)
def test_a_message_that_has_begun_is_not_filled_with_half_a_paragraph(
    text: str, room: int, first: str
) -> None:
    assert text[: fitting(text, room, begun=True)] == first
