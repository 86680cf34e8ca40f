"""Questions to Slack's Web API, each in its turn; those that read take no JSON.

https://docs.slack.dev/apis/web-api/rate-limits tells how often each may be asked.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from services.post import RateLimited
from services.slack.answers import FAILURES, translate_reading
from services.slack.pace import READS, Key, Limit, Pacer

TRIES = 3
MEMBERS = Limit(0.65, burst=10)  # conversations.members, .info and users.conversations: tiers 4 and 3


@dataclass(frozen=True, slots=True)
class PacedReader:
    client: AsyncWebClient
    pace: Pacer

    async def ask(
        self, method: str, fields: Mapping[str, Any], limit: Limit = READS, *, verb: str = "GET"
    ) -> Mapping[str, Any]:
        """Ask, again where Slack says that it was too early; raises like `answers.translate_reading`."""
        turn = ("read" if limit is READS else method, "")
        for number in range(TRIES):
            await self.pace.turn(turn, limit)
            try:
                answer = await self.client.api_call(method, http_verb=verb, params=dict(fields))
            except FAILURES as error:
                self._later(turn, error, last=number + 1 == TRIES)
            else:
                return answer.data if isinstance(answer.data, dict) else {}
        raise AssertionError(method)

    async def pages(
        self, method: str, fields: Mapping[str, Any], limit: Limit = READS
    ) -> AsyncIterator[Mapping[str, Any]]:
        """One page after the other, for as long as somebody wants more."""
        cursor = ""
        while True:
            page = await self.ask(method, {**fields, "cursor": cursor} if cursor else fields, limit)
            yield page
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return

    def _later(self, turn: Key, error: Exception, *, last: bool) -> None:
        """Hold the next questions for as long as Slack asks; raise what is no matter of time."""
        try:
            translate_reading(error)
        except RateLimited as busy:
            self.pace.hold(turn, busy.after)
            if last:
                raise
