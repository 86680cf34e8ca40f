"""Everything that can wake the bot: this table, the queue, and the jobs and their times in `schedule`."""

import re

from slack_bolt.async_app import AsyncApp

from listeners import actions, commands, mentions, mutes, reports, storms, summaries
from listeners.errors import telling
from listeners.gate import Gate
from listeners.services import Services

WATCH = "click_watch"
AGENT = "click_agent"
REPORT = "click_reporting"
REPORT_FORM = "file_report"
MENU = "card_menu"
AGAIN = "ask_again"
RATE = "ask_rate"
SUMMARIZE = "summarize_thread"
POST, FILE = "summary_post", "summary_file"
UNMUTE = "unmute"
MUTE = "mute_alarm"
STORM_WATCH, STORM_UNWATCH = "storm_watch", "storm_unwatch"
STORM_AGENT, STORM_REPORT, STORM_PICK = "storm_agent", "storm_reporting", "storm_pick"
TURN = re.compile(r"overview_\w+")


def register(app: AsyncApp, services: Services) -> None:
    """Tie every trigger to its function, behind the gate."""
    gate = Gate(services)
    app.command("/aws")(gate(commands.aws, "/aws"))
    app.action(TURN)(gate(commands.turn_page, "turn page"))
    app.action(WATCH)(gate(actions.watch, "watch"))
    app.action(AGENT)(gate(actions.ask, "ask the agent"))
    app.action(REPORT)(gate(reports.prepare, "report"))
    app.action(MENU)(gate(actions.menu, "card menu"))
    app.action(AGAIN)(gate(actions.ask_again, "ask again"))
    app.action(UNMUTE)(gate(mutes.end, "unmute"))
    app.action(STORM_WATCH)(gate(storms.watch, "watch a storm"))
    app.action(STORM_UNWATCH)(gate(storms.unwatch, "stop watching a storm"))
    app.action(STORM_AGENT)(gate(storms.ask, "ask about a storm"))
    app.action(STORM_REPORT)(gate(storms.report, "report a storm"))
    app.action(STORM_PICK)(gate(storms.pick, "pick an alarm of a storm"))
    app.options(STORM_PICK)(gate(storms.find, "look for an alarm of a storm"))
    app.view(REPORT_FORM)(gate(reports.file, "file the report"))
    app.view(MUTE)(gate(mutes.submit, "mute"))
    app.shortcut(SUMMARIZE)(gate(summaries.summarize_thread, "summarize thread"))
    app.action(POST)(gate(summaries.post, "post a summary"))
    app.action(FILE)(gate(summaries.file, "file a summary"))
    app.action(RATE)(gate(actions.rate, "rate an answer"))
    app.event("app_mention")(gate(mentions.mention, "mention"))
    app.event("message", matchers=[mentions.by_a_person])(gate(mentions.direct_message, "direct message"))
    app.event("message")(mentions.ignore)
    app.event("agent_session_stopped")(gate(mentions.stopped, "stop an answer"))
    app.error(telling(services.sentences))
