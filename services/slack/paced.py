"""Calls of Slack's Web API, each in its turn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from services.post import RateLimited
from services.slack.answers import FAILURES, translate
from services.slack.pace import Key, Limit, Pacer

TRIES = 3


@dataclass(frozen=True, slots=True)
class PacedClient:
    client: AsyncWebClient
    pace: Pacer

    async def call(
        self, method: str, limit: Limit, fields: Mapping[str, Any], *, key: tuple[str, str] | None = None
    ) -> Mapping[str, Any]:
        """Call *method* when its turn under *key* has come, again where Slack says that it was too early.

        Raises like `services.slack.answers.translate`.
        """
        turn = key or (method, "")
        for number in range(TRIES):
            await self.pace.turn(turn, limit)
            try:
                answer = await self.client.api_call(method, json=dict(fields))
            except FAILURES as error:
                self._later(turn, error, last=number + 1 == TRIES)
            else:
                return answer.data if isinstance(answer.data, dict) else {}
        raise AssertionError(method)

    def _later(self, turn: Key, error: Exception, *, last: bool) -> None:
        """Hold the next calls for as long as Slack asks; raise what is no matter of time."""
        try:
            translate(error)
        except RateLimited as busy:
            self.pace.hold(turn, busy.after)
            if last:
                raise
