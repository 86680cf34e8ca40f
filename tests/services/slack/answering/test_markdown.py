"""A model's Markdown in Slack: readable, and harmless whatever it says."""

import random

import pytest

from services.slack.answering.flow import LONGEST, Flow
from services.slack.answering.markdown import Safe

CONSOLE = "eu-west-1.console.aws.amazon.com"
SAFE = Safe(lambda host: host == CONSOLE)

ANSWER = """\
Checkout is slow since 14:02. The pool is **exhausted** at `db-main`. This is a sentence more. And another

- one
- two, see [the graph](https://eu-west-1.console.aws.amazon.com/graph)
  - nested

1. first
2. second

```sql
SELECT 1;

SELECT 2;
```
After the fence. | not a table

> quoted

| a | b |
|---|---|
| 1 | x\\|y |
"""

HOSTILE = [
    "<!channel> <!here|x> <!subteam^S1> <@U0ALICE> <#C0ALERTS>",
    "@channel @here @everyone",
    "`<!channel>`",
    "```\n<!channel>\n```",
    "&lt;!channel&gt; &#60;!here>",
    "\\<!channel\\>",
    "[x](<!channel>)",
    "![<!channel>](https://evil.example/x.png)",
    "# <!channel>",
    "- <@U0ALICE>\n- <!here>",
    "| <!channel> |\n|---|\n| <@U0ALICE> |",
    "[evil](https://evil.example/x) https://evil.example/y www.evil.example <https://evil.example/z>",
    f"[a](https://{CONSOLE}@evil.example/x) https://{CONSOLE}.evil.example/ https://user@{CONSOLE}/",
    "[js](javascript:alert(1)) [d](data:text/html,x) [f](file:///etc/passwd) javascript:alert(1)",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[label]: https://evil.example\n\n[label]",
    "```" + "x" * 30_000,
    "[(" * 10_000,
    "*_" * 10_000,
    "> " * 5_000 + "x",
    "- " * 5_000 + "x",
    "\ud800 \x00 \u202e \u2066 ",
]


def shown(text: str, cuts: int = 1) -> str:
    """What stands in Slack of a *text* that came in random pieces."""
    dice, flow, said, at = random.Random(cuts), Flow(SAFE), "", 0  # noqa: S311 — no secret
    while at < len(text):
        end = at + dice.randint(1, max(6, len(text) // 50))
        said += flow.feed(text[at:end])
        at = end
    return said + flow.rest()


@pytest.mark.parametrize("cuts", range(8))
def test_an_answer_reads_the_same_however_it_was_cut(cuts):
    said = shown(ANSWER, cuts)
    assert "The pool is **exhausted** at `db-main`." in said
    assert "- two, see [the graph](https://eu-west-1.console.aws.amazon.com/graph)\n  - nested" in said
    assert "1. first\n2. second" in said
    assert "```sql\nSELECT 1;\n\nSELECT 2;\n```" in said
    assert "> quoted" in said
    assert "| 1 | x\\|y |" in said


def test_a_whole_sentence_is_given_before_its_paragraph_ends():
    assert Flow(SAFE).feed("The pool is exhausted. Since") == "The pool is exhausted. "


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:30]))
@pytest.mark.parametrize("cuts", range(3))
def test_nothing_a_model_says_pings_links_or_hides(text, cuts):
    said = shown(text, cuts)
    for mark in ("<!", "<@", "<#", "@channel", "@here", "@everyone", "&lt;!", "\u202e", "\x00"):
        assert mark not in said
    outside = "".join(part for number, part in enumerate(said.split("`")) if number % 2 == 0)
    assert "evil.example" not in outside
    assert "](javascript" not in said.replace("\\]", "")


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:30]))
def test_no_piece_is_longer_than_slack_takes(text):
    flow = Flow(SAFE)
    pieces = [flow.feed(text[at : at + 500]) for at in range(0, len(text), 500)]
    assert max(map(len, pieces)) <= 4 * LONGEST


def test_a_fence_that_is_too_long_is_closed_and_opened_again():
    said = shown("```py\n" + "print('a line of code')\n" * 500 + "```\n")
    assert said.count("```") % 2 == 0
    assert said.count("print('a line of code')") == 500
    assert said.count("```py") == said.count("```") // 2


def test_an_address_that_may_be_linked_stays_a_link_and_any_other_becomes_code():
    said = shown(f"see https://{CONSOLE}/a and https://evil.example/b.")
    assert said.strip() == f"see https://{CONSOLE}/a and `https://evil.example/b`."


def test_names_keep_their_underscores_and_stars_do_not_become_emphasis():
    assert shown("db_main_connections and 2 \\* 3").strip() == "db_main_connections and 2 \\* 3"


def test_a_lone_backtick_does_not_turn_the_code_around_an_address_inside_out() -> None:
    said = SAFE("see `this https://evil.example/x")
    assert said == "see 'this `https://evil.example/x`"
