"""What the page does with the local Bedrock: lets it fail, slows it down, shows what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final, Protocol

from demo.bedrock.faults import Faults, Kind
from demo.slack.page_gate import Refusal, answer, read_form

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp import web

    from demo.slack.page_gate import Gate, Handler

NAME_LIMIT: Final = 255
SHOWN: Final = 6  # calls
PACES: Final = {"normal": 0.03, "slow": 0.3}  # seconds a piece of an answer takes


class Bedrock(Protocol):
    """The local Bedrock as the panel drives it."""

    faults: Faults
    pace: float


@dataclass(frozen=True, slots=True)
class BedrockRoutes:
    bedrock: Bedrock | None

    def add_to(self, app: web.Application, gate: Gate, own: Callable[[Handler], Handler]) -> None:
        """Add the routes; *own* is wrapped around what a person does."""
        routes = app.router
        routes.add_get("/page/bedrock", gate.behind_token(self.state))
        routes.add_post("/page/bedrock/fail", gate.behind_token(own(self.fail)))
        routes.add_post("/page/bedrock/mend", gate.behind_token(own(self.mend)))
        routes.add_post("/page/bedrock/pace", gate.behind_token(own(self.set_pace)))

    async def state(self, _: web.Request) -> web.Response:
        """Return what goes wrong, how fast it answers, and what was asked last, the newest first."""
        return answer(_shown(self._bedrock()))

    async def fail(self, request: web.Request) -> web.Response:
        form = await read_form(request, "kind", "times")
        kind, times = form.text("kind", NAME_LIMIT), form.text("times", NAME_LIMIT)
        if kind not in list(Kind):
            raise Refusal("Bedrock does not fail in this way.")
        if times not in ("once", "always"):
            raise Refusal("It fails once, or always until it is mended.")
        faults = self._bedrock().faults
        (faults.once if times == "once" else faults.always)(Kind(kind))
        return answer(_shown(self._bedrock()))

    async def mend(self, request: web.Request) -> web.Response:
        await read_form(request)
        self._bedrock().faults.off()
        return answer(_shown(self._bedrock()))

    async def set_pace(self, request: web.Request) -> web.Response:
        pace = (await read_form(request, "pace")).text("pace", NAME_LIMIT)
        if pace not in PACES:
            raise Refusal("It answers at a normal pace or slowly.")
        self._bedrock().pace = PACES[pace]
        return answer(_shown(self._bedrock()))

    def _bedrock(self) -> Bedrock:
        if self.bedrock is None:
            raise Refusal("No local Bedrock is running.", 503)
        return self.bedrock


def _shown(bedrock: Bedrock) -> dict[str, object]:
    faults = bedrock.faults
    calls = [
        {"operation": call.operation, "outcome": call.outcome, "at": call.at}
        for call in islice(reversed(faults.calls), SHOWN)
    ]
    return {
        "always": faults.standing.kind if faults.standing else "",
        "once": list(faults.waiting),
        "pace": "slow" if bedrock.pace >= PACES["slow"] else "normal",
        "calls": calls,
        "asked": len(faults.calls),
    }
