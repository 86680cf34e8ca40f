"""The bot's membership of the channels it posts to: without it their history can't be read."""

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from services.incident import ChannelId
from services.post import Unreachable
from services.slack.answers import FAILURES, code_of

log = structlog.get_logger(__name__)


async def join(client: AsyncWebClient, channel: ChannelId) -> None:
    """Join a public channel, or say where a person has to help; raise Unreachable while Slack is away."""
    try:
        info = (await client.conversations_info(channel=channel))["channel"]
        if not (info.get("is_member") or info.get("is_im")):
            await client.conversations_join(channel=channel)
            log.info("channel_joined", channel=channel)
    except SlackApiError as error:
        if not code_of(error):
            raise Unreachable("no answer") from error
        remedy = "invite the bot: /invite @watchbell in that channel"
        log.error("channel_not_joined", channel=channel, error=code_of(error), remedy=remedy)
    except FAILURES as error:
        raise Unreachable(code_of(error)) from error
