"""Everything that can wake the bot: this table, the queue, and the jobs and their times in `schedule`."""

import re

from slack_bolt.async_app import AsyncApp

from listeners import actions, commands, mentions
from listeners.errors import telling
from listeners.gate import Gate
from listeners.services import Services

WATCH = "click_watch"
AGENT = "click_agent"
REPORT = "click_reporting"
MENU = "card_menu"
TURN = re.compile(r"overview_\w+")


def register(app: AsyncApp, services: Services) -> None:
    """Tie every trigger to its function, behind the gate."""
    gate = Gate(services)
    app.command("/aws")(gate(commands.aws, "/aws"))
    app.action(TURN)(gate(commands.turn_page, "turn page"))
    app.action(WATCH)(gate(actions.watch, "watch"))
    app.action(AGENT)(gate(actions.ask, "ask the agent"))
    app.action(REPORT)(gate(actions.report, "report"))
    app.action(MENU)(gate(actions.menu, "card menu"))
    app.event("app_mention")(gate(mentions.mention, "mention"))
    app.event("message", matchers=[mentions.by_a_person])(gate(mentions.direct_message, "direct message"))
    app.event("message")(mentions.ignore)
    app.error(telling(services.sentences))
