"""What people search for in a menu whose options the app knows.

https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from demo.slack.call import Call
from demo.slack.entries import NothingToClick, element_of
from demo.slack.interactions_of_views import suggestion
from demo.slack.methods_beside import SUGGESTION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from demo.slack.envelopes import Envelopes
    from demo.slack.installation import Installation
    from demo.slack.webapi import WebApi

SHORTEST_QUERY: Final = 3  # unless the element says otherwise
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody searches: its name, the blocks there, and what the app is told of it."""

    name: str
    blocks: Sequence[Json]
    told: Json


class Searches:
    def __init__(self, slack: Installation, envelopes: Envelopes, web: WebApi) -> None:
        self._slack = slack
        self._envelopes = envelopes
        self._web = web

    async def ask(self, user: str, place: Place, action_id: str, query: str) -> list[Json]:
        """Return the options, or groups of options, that the app names; none to a query that is too short."""
        block, element = element_of(place.blocks, action_id)
        if element["type"] != "external_select":
            raise NothingToClick(f"nobody can search in {action_id}")
        if len(query) < element.get("min_query_length", SHORTEST_QUERY):
            return []
        asked = {"action_id": action_id, "block_id": block["block_id"]}
        payload = suggestion(self._slack.workspace.users[user], asked, query) | place.told
        acked = await self._envelopes.ask("interactive", payload)
        found = self._named((acked or {}).get("payload") or {})
        known = self._slack.offered_to(user, place.name).setdefault(action_id, {})
        known |= {option["value"]: option for each in found for option in each.get("options", [each])}
        return found

    def _named(self, said: Json) -> list[Json]:
        answer = self._web.perform_noted(Call("block_suggestion", SUGGESTION, self._slack, said))
        named: list[Json] = answer.body.get("options", answer.body.get("option_groups", []))
        return named
