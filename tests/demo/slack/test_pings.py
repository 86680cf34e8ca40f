"""Whom a message would notify, so that tests can hold the bot to notifying nobody."""

import pytest

from demo.slack.people import BOT, OPS
from tests.demo.slack.blockkit import section
from tests.demo.slack.test_streams import start


@pytest.mark.parametrize(
    "mention", ["<!channel>", "<@U0000ALICE>", "`<!here|here>`", "<!subteam^S000ADMINS>"]
)
async def test_a_mention_in_what_is_streamed_is_alive(client, slack, there, mention):
    await start(client, there, markdown_text=f"see {mention}")
    assert slack.workspace.messages(OPS, there.own)[-1].pinged


async def test_what_was_escaped_pings_nobody(client, slack, there):
    await start(client, there, markdown_text="see &lt;!channel&gt; @channel <https://example.com|x>")
    assert slack.workspace.messages(OPS, there.own)[-1].pinged == ()


def test_a_mention_in_rich_text_and_in_a_section_is_alive(slack):
    rung = {"type": "rich_text_section", "elements": [{"type": "broadcast", "range": "here"}]}
    shown = section(text={"type": "mrkdwn", "text": "<@U000000BOB>"})
    posted = slack.workspace.post(OPS, BOT, "x", blocks=({"type": "rich_text", "elements": [rung]}, shown))
    assert posted.pinged == ("here", "<@U000000BOB>")
