"""Files in a thread: https://docs.slack.dev/messaging/working-with-files#upload."""

from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from services.incident import ChannelId
from services.slack.answers import FAILURES, code_of
from services.storming.storms import ListNotFiled


@dataclass(frozen=True, slots=True)
class SlackFiles:
    client: AsyncWebClient

    async def put(self, channel: ChannelId, thread: str, name: str, text: str) -> None:
        """File *text* below the message *thread*, or raise ListNotFiled."""
        try:
            await self.client.files_upload_v2(
                channel=channel, thread_ts=thread, filename=name, title=name, content=text
            )
        except FAILURES as error:
            raise ListNotFiled(code_of(error)) from error
