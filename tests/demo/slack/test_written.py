import pytest

from demo.slack.people import ALICE
from demo.slack.written import rich_text


def elements(text: str) -> list[dict[str, str]]:
    (block,) = rich_text(text)
    found: list[dict[str, str]] = block["elements"][0]["elements"]
    return found


@pytest.mark.parametrize(
    ("written", "element"),
    [
        (f"<@{ALICE}>", {"type": "user", "user_id": ALICE}),
        (f"<@{ALICE}|alice>", {"type": "user", "user_id": ALICE}),
        ("<#C000000OPS|ops>", {"type": "channel", "channel_id": "C000000OPS"}),
        ("<!here>", {"type": "broadcast", "range": "here"}),
        ("<!subteam^S000ADMINS|@admins>", {"type": "usergroup", "usergroup_id": "S000ADMINS"}),
        ("<https://x.example/?a=1&amp;b=2>", {"type": "link", "url": "https://x.example/?a=1&b=2"}),
        (
            "<https://x.example|a &lt; b>",
            {"type": "link", "url": "https://x.example", "text": "a < b"},
        ),
    ],
)
def test_what_stands_in_angle_brackets_is_taken_apart(written, element):
    assert elements(f"see {written} now") == [
        {"type": "text", "text": "see "},
        element,
        {"type": "text", "text": " now"},
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("1 &lt; 2 &amp; 3 &gt; 2", "1 < 2 & 3 > 2"),
        ("&amp;lt;", "&lt;"),
        ("&lt;!here&gt;", "<!here>"),
        ("<javascript:alert(1)>", "<javascript:alert(1)>"),
        ("<!nobody> *bold*", "<!nobody> *bold*"),
    ],
)
def test_all_else_is_text_as_it_was_typed(written, shown):
    assert elements(written) == [{"type": "text", "text": shown}]


def test_nothing_written_is_nothing_in_it():
    assert elements("") == []
