"""What Slack takes, written down a second time, and what the local Slack says of it."""

from demo.slack.rule import Broken
from demo.slack.rules import Rulebook
from services.post import Message
from tests.services.slack.drawn import elements, everything

RULES = Rulebook()


def refused(message: Message) -> Broken | None:
    """The rule of the local Slack that *message* breaks, if it breaks one."""
    return RULES.judge_message({"blocks": list(message.blocks), "attachments": list(message.attachments)})


def hold_limits(message: Message) -> None:
    """Slack's limits, written down a second time."""
    assert 0 < len(message.text) <= 4_000
    assert len(message.blocks) <= 50
    assert len(message.attachments) <= 1
    assert all(0 < len(one["blocks"]) <= 20 for one in message.attachments)
    assert sum(len(text["text"]) for text in elements(message, "text")) <= 11_000
    for one in everything(message):
        assert "elements" not in one or one["elements"]
        assert len(one.get("block_id", "")) <= 255
        assert len(one.get("url", "")) <= 3_000
        assert len(one.get("action_id", "")) <= 255
    assert all(text["text"] for text in elements(message, "text"))
    for button in elements(message, "button"):
        assert len(button["text"]["text"]) <= 75
        assert len(button["value"]) <= 2_000
    assert sum(len(block["text"]) for block in elements(message, "markdown")) <= 12_000
    for menu in elements(message, "overflow"):
        assert 0 < len(menu["options"]) <= 5
        assert all(len(option["value"]) <= 150 for option in menu["options"])
