"""How findings are printed."""

import json

from bot.checks.finding import Finding
from bot.checks.paper import as_json, as_lines

SOME = [
    Finding("queue", "ok", "reached"),
    Finding("bot token", "failed", "refused", "Copy it again."),
    Finding("store", "warning", "old", "Wait."),
    Finding("topic", "skipped", "not set"),
]
KOREAN = {"ok": "정상", "warning": "주의", "failed": "실패", "skipped": "건너뜀"}


def test_each_line_has_a_sign_a_word_and_its_remedy_below():
    assert as_lines(SOME, str, coloured=False).splitlines() == [
        "✓ ok       queue      reached",
        "✗ failed   bot token  refused",
        "           → Copy it again.",
        "! warning  store      old",
        "           → Wait.",
        "– skipped  topic      not set",
    ]


def test_korean_words_are_as_wide_as_they_look():
    lines = as_lines(SOME, lambda text: KOREAN.get(text, text), coloured=False).splitlines()
    assert lines[0] == "✓ 정상    queue      reached"
    assert lines[-1] == "– 건너뜀  topic      not set"


def test_colour_stands_only_where_it_was_asked_for():
    assert "\x1b[31m✗ failed" in as_lines(SOME, str, coloured=True)
    assert "\x1b" not in as_lines(SOME, str, coloured=False)


def test_json_is_one_list():
    assert json.loads(as_json(SOME))[1] == {
        "name": "bot token",
        "ok": "failed",
        "says": "refused",
        "remedy": "Copy it again.",
    }


def test_secrets_and_control_characters_are_not_printed():
    token = "xoxb-" + "1234-secret"
    told = [Finding("queue", "failed", f"bad {token}\x1b[2J\r\n✓ ok all", "wss://host/link/?ticket=1")]
    for text in (as_lines(told, str, coloured=False), as_json(told)):
        assert token not in text
        assert "ticket" not in text
        assert "\x1b" not in text
    assert len(as_lines(told, str, coloured=False).splitlines()) == 2
