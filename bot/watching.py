"""The watch over the bot's own health: it asks each part for signs, and ends the bot if only that helps."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.checks.socket import HELLO, first_word
from bot.deadman import DeadMan
from bot.home import Pulse
from bot.supervisor import Supervisor
from bot.tasks import Work
from services.health import NO_RETURN, RENEW, Ailing, Health, Part, Proof, Vital, beyond_help
from services.slack.answers import FAILURES, code_of

log = structlog.get_logger(__name__)

SURE = 3  # looks in a row before the bot is given up
END = 45.0  # seconds for the end, once it has begun: the writes in flight have 25 of them


NOBODY = Supervisor()


class Unwell(Exception):
    """The bot ended itself, so that it is started anew."""


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds."""

    # between two signs
    beat: float = 1.0
    look: float = 5.0
    proof: float = 20.0
    knock: float = 60.0
    renewal: float = 60.0
    late: float = 5.0  # that the loop may lag behind
    answer: float = 10.0  # for a probe
    renewed: float = 20.0  # for another connection
    settled: float = 30.0  # after a start, at most: no supervisor would wait for an outage to end


TIMES = Times()


@dataclass(slots=True)
class Watch:
    health: Health
    pulse: Pulse
    client: AsyncWebClient
    app_token: str
    proof: Proof
    stop: asyncio.Event
    supervisor: Supervisor = NOBODY
    deadman: DeadMan = field(default_factory=DeadMan)
    times: Times = TIMES
    lost: Vital | None = None
    _seen: dict[Part, bool] = field(default_factory=dict)
    _looks: int = 0
    _renewed: float = 0.0

    def loops(self) -> Mapping[str, Work]:
        """What runs until the stop, each by itself: one that hangs keeps no other from its signs."""
        steps = {
            "health-look": (self.look, self.times.look),
            "health-store": (self.prove, self.times.proof),
            "health-slack": (self.knock, self.times.knock),
            "health-socket": (self.listen, self.times.look),
        }
        loops = {name: _until(self.stop, step, seconds) for name, (step, seconds) in steps.items()}
        return {"health-beat": self.beat, "health-ready": self.announce, **loops}

    async def beat(self) -> None:
        """The loop's own sign: that a second lasts about a second."""
        while not self.stop.is_set():
            began = time.monotonic()
            if await passed(self.stop, self.times.beat):
                return
            self.deadman.touch()
            self.health.lag = max(time.monotonic() - began - self.times.beat, 0.0)
            if self.health.lag <= self.times.late:
                self.health.well(Part.LOOP)
            else:
                log.warning("loop_lagged", seconds=round(self.health.lag, 1))
                self.health.begin_anew()

    async def announce(self) -> None:
        """Say that the bot is ready, once it is connected or accepts alarms without being so."""
        ends = time.monotonic() + self.times.settled
        while not self.pulse.is_sound() and time.monotonic() < ends:
            if await passed(self.stop, 0.2):
                return
        self.supervisor.ready("connected" if self.pulse.is_sound() else "Slack is away; alarms are accepted")
        while self.supervisor.every and not await passed(self.stop, self.supervisor.every):
            self.supervisor.alive()  # for a hung loop; the rest of the judgement is the bot's own

    async def look(self) -> None:
        """Judge; what has changed is told, and what only a new start mends ends the bot."""
        vitals = self.health.vitals()
        for vital in vitals:
            if self._seen.get(vital.part, True) is not vital.is_well:
                self._seen[vital.part] = vital.is_well
                self._tell(vital, vitals)
        lost = beyond_help(vitals)
        self._looks = self._looks + 1 if lost else 0
        if lost and self._looks >= SURE:
            self._give_up(lost)

    def _tell(self, vital: Vital, vitals: list[Vital]) -> None:
        if vital.is_well:
            log.info("vital_well", part=vital.part)
        else:
            about = {"why": vital.why or "silent", "curable": vital.curable}
            log.error("vital_unwell", part=vital.part, ago=round(vital.ago, 1), **about)
        unwell = ", ".join(one.part for one in vitals if not one.is_well)
        self.supervisor.status(f"unwell: {unwell}" if unwell else "well")

    def _give_up(self, lost: Vital) -> None:
        why = lost.why or "silent"
        log.critical("beyond_help", part=lost.part, unwell_for=round(lost.unwell_for), why=why)
        self.lost = lost
        self.deadman.hurry(END)
        self.stop.set()

    def end(self) -> None:
        """The bot is at its end: by somebody's wish, or, which is raised, for its health."""
        if self.lost:
            raise Unwell(self.lost.part)
        self.deadman.release()

    async def prove(self) -> None:
        """Silence, which is what a store that hangs gives, counts against the bot."""
        try:
            await asyncio.wait_for(self.proof.prove(), self.times.answer)
        except Ailing as error:
            self.health.unwell(Part.STORE, str(error), curable=error.curable)
        except TimeoutError:
            log.warning("store_silent", seconds=self.times.answer)
        else:
            self.health.well(Part.STORE)

    async def knock(self) -> None:
        await self._reach()

    async def _reach(self) -> str:
        """auth.test: whether Slack can be reached at all; if not, why."""
        try:
            await asyncio.wait_for(self.client.auth_test(), self.times.answer)
        except FAILURES as error:
            why = code_of(error) or "no answer of its own"
            self.health.unwell(Part.SLACK, why)
            return why
        self.health.well(Part.SLACK)
        return ""

    async def listen(self) -> None:
        """A connection that is not sound is replaced; where that fails, it need not be the bot's fault."""
        if self.pulse.is_sound():
            self.health.well(Part.SOCKET)
            return
        vital, now = self.health.of(Part.SOCKET), time.monotonic()
        if vital.ago < RENEW or now - self._renewed < self.times.renewal:
            return
        self._renewed = now
        why = await self._reach()
        if why:
            self.health.unwell(Part.SOCKET, why)
        else:
            await self._renew()

    async def _renew(self) -> None:
        log.warning("socket_renewed")
        with suppress(*FAILURES):
            await asyncio.wait_for(self.pulse.renew(), self.times.renewed)
        if not self.pulse.connected():
            why = await self._refusal()
            self.health.unwell(Part.SOCKET, why or NO_RETURN, curable=not why)

    async def _refusal(self) -> str:
        """Why nobody gets a connection now; nothing, where another one is welcomed."""
        try:
            opened = await self.client.apps_connections_open(app_token=self.app_token)
            said = await asyncio.wait_for(first_word(self.client, str(opened["url"])), HELLO)
        except (*FAILURES, TypeError, ValueError) as error:
            return code_of(error)  # its text would hold the address, which is a ticket
        return "" if said.get("type") == "hello" else str(said.get("reason", "?"))[:100]


def _until(stop: asyncio.Event, step: Work, seconds: float) -> Work:
    async def loop() -> None:
        while not stop.is_set():
            await step()
            await passed(stop, seconds)

    return loop


async def passed(stop: asyncio.Event, seconds: float) -> bool:
    """Wait; say whether the stop came before the time was over."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    return stop.is_set()
