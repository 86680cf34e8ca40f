"""Summaries and the digest, put together; pages are written where a *filing* is handed in."""

import time
from functools import partial

import structlog

from bot.asking import agent, may_link
from bot.home import now
from bot.kit import Kit
from services.board import AlertBoard
from services.incident import ChannelId
from services.locale import translations
from services.post import SlackError
from services.slack.answering.markdown import Safe
from services.slack.asking import PacedReader
from services.slack.conversation import SlackConversations
from services.slack.digest_event import digest_event
from services.slack.pace import POSTS
from services.slack.paced import PacedClient
from services.slack.people import People
from services.slack.speech import Speech
from services.slack.summary_reply import SummaryReply
from services.summing.digest import Digest, Weekly
from services.summing.retelling import ModelNarrator
from services.summing.shelf import Summaries
from services.summing.summarizing import Summarizer
from services.summing.summary import Filing
from services.summing.tally import Stretch

log = structlog.get_logger(__name__)

LANGUAGES = {"en": "English", "ko": "Korean"}
PATIENCE = 45  # seconds for the words of a summary; its figures are there at once


def summaries(kit: Kit, filing: Filing | None = None) -> Summaries:
    return Summaries(_summarizer(kit), _reply(kit, filing), filing)


def _reply(kit: Kit, filing: Filing | None) -> SummaryReply:
    settings = kit.settings
    speech = Speech(translations(settings.bot_language), settings.timezone)
    return SummaryReply(speech, Safe(partial(may_link, settings.linked_hosts)), may_file=filing is not None)


def digest(kit: Kit, board: AlertBoard, filing: Filing | None = None) -> Digest | None:
    """None where DIGEST is not set."""
    settings, times = kit.settings, kit.settings.digest_times
    if times is None:
        return None
    filed = partial(_week_filed, kit, _reply(kit, filing))
    return Digest(
        times,
        kit.storage.tallies,
        kit.storage.views,
        kit.storage.notices(_ops(kit), board.wake),
        partial(digest_event, translations(settings.bot_language), settings.timezone),
        now,
        Weekly(_summarizer(kit), filing, filed) if filing else None,
    )


def _summarizer(kit: Kit) -> Summarizer:
    settings, asked = kit.settings, agent(kit)
    seconds = min(settings.ask_timeout, PATIENCE)
    narrator = ModelNarrator(asked, LANGUAGES[settings.bot_language], seconds, now) if asked else None
    people = People(kit.client, time.monotonic, settings.admin_group)
    conversations = SlackConversations(PacedReader(kit.client, kit.pacer), people)
    return Summarizer(conversations, kit.storage.views, kit.storage.tallies, narrator, now)


async def _week_filed(kit: Kit, reply: SummaryReply, url: str, stretch: Stretch) -> None:
    """Say where the page stands; it is there even if that is not said."""
    message, channel = reply.week_filed(url, stretch), _ops(kit)
    fields = {"channel": channel, "text": message.text, "blocks": list(message.blocks), "unfurl_links": False}
    try:
        await PacedClient(kit.client, kit.pacer).call(
            "chat.postMessage", POSTS, fields, key=("post", channel)
        )
    except SlackError as error:
        log.warning("week_not_told", url=url, error=str(error))


def _ops(kit: Kit) -> ChannelId:
    return ChannelId(kit.settings.ops_channel or kit.settings.alert_channel)
