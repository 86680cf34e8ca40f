"""One life of the bot, from its start to its end: the parts of bot/app.py on a virtual clock."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from slack_sdk.web.async_client import AsyncWebClient

from bot.clients import knock
from bot.tasks import Tasks
from listeners.queue import POLLERS, Poller
from listeners.schedule import Clockwork, Job, Runner, jobs
from services.attendance import Attendance, Away
from services.aws.cloudwatch import CloudWatch
from services.aws.queue import SqsQueue
from services.board import AlertBoard
from services.desk import AlertDesk, Delivery, Outcome
from services.event import Event
from services.flap import USUAL
from services.flap_watch import FlapWatch
from services.incident import ChannelId, Incident, IncidentId
from services.locale import translations
from services.locale.sentences import Sentences
from services.muting.mute import MuteId
from services.muting.mutes import Mutes
from services.overview import StandingCards
from services.post import Unreachable
from services.slack.away import away_notice
from services.slack.cards import Cards
from services.slack.channel import SlackChannel
from services.slack.membership import join
from services.slack.notices import channel_refused
from services.slack.pace import Pacer
from services.storage.sqlite.database import Database, Means
from services.storage.sqlite.logbook import SqliteLogbook
from services.storage.sqlite.mutes import SqliteMutes
from services.storage.sqlite.store import SqliteStore
from services.storage.sqlite.storms import SqliteStorms
from services.storage.sqlite.truth import SqliteTruth
from services.storage.sqlite.views import SqliteViews
from services.storming.storm import StormId
from services.storming.storms import ListNotFiled, Storms
from services.sweep import Sweep, Swept
from tests.faults.aws import CloudWatchClient, Sqs
from tests.faults.disk import Pool
from tests.faults.fibers import Flag, drive, wait_for
from tests.faults.time import Ended, VirtualLoop
from tests.faults.transport import Wire, session
from tests.payloads import TOPIC

if TYPE_CHECKING:
    from tests.faults.world import World

LANGUAGE, ZONE = "en", ZoneInfo("UTC")
SAYS = Sentences(translations(LANGUAGE))
DRAIN = 25.0  # as bot/serving.py has it
AWAY = 3.0


class Life:
    """What a kill -9 ends: from then on nothing of it reaches the world."""

    def __init__(self, world: "World") -> None:
        self.world, self.ended, self.up = world, "", False
        self.loop = VirtualLoop(world.time, self.over)
        self.tasks = Tasks()

    def over(self) -> bool:
        return bool(self.ended)

    def kill(self, why: str) -> None:
        if not self.ended:
            self.ended, self.up = why, False
            self.world.tell(f"THE BOT ENDS: {why}")

    def live(self) -> str:
        """Run until the end; say which it was."""
        self.world.tell("the bot starts")
        try:
            self.loop.run_until_complete(self._main())
            self.kill("stopped")
        except Ended:
            pass
        except Exception as error:  # noqa: BLE001 — the process exits, and its supervisor starts it again
            self.world.crashed(error)
            self.kill(f"crashed: {type(error).__name__}: {error}")
        self._bury()
        return self.ended

    def act(self, work: Any) -> None:
        if self.up and not self.ended:
            self.world.graves.append(self.loop.create_task(work))

    async def _main(self) -> None:
        self._open()
        self._compose()
        await self.attendance.look()
        arrived = await self._arrive()
        self.tasks.forever("board", partial(self._board, arrived=arrived))
        for number in range(POLLERS + 1):
            work = self.poller.poll if number < POLLERS else self.poller.help
            self.world.graves.append(self.loop.create_task(drive(work)))
        for job in jobs(self._clockwork()):
            self.world.graves.append(self.loop.create_task(self._by_the_clock(job)))
        self.up = True
        await self.stop.wait()
        self.up = False
        self.poller.stopping.set()
        self.board.stop()
        await self.tasks.finish(DRAIN)
        self.database.close()

    def _open(self) -> None:
        world = self.world
        pool = Pool(world.time, self.over, world.store_delay, world.around_store)
        means = Means(lambda: pool, world.disk.connection(), world.time.wall_date)
        self.database = Database(world.path, world.memory_lost, means)
        self.store = SqliteStore(self.database, world.time.wall)
        self.backlog = world.backlog(self.database, lambda: StormId(world.id("storm")))
        self.logbook, self.truth = SqliteLogbook(self.database), SqliteTruth(self.database)
        self.muted = SqliteMutes(self.database)

    def _compose(self) -> None:
        world, time = self.world, self.world.time
        wire = Wire(time, world.random, world.weather, world.slack, world.tell, world.around_slack, self.over)
        self.client = AsyncWebClient(token="bench", session=session(wire), retry_handlers=[])
        began = time.wall() - time.monotonic()  # as services.slack.channel.steady
        self.slack = SlackChannel(self.client, lambda: began + time.monotonic())
        self.stop = asyncio.Event()
        self.board = AlertBoard(
            self.backlog,
            self.slack,
            Cards(LANGUAGE, timezone=ZONE),
            Pacer(time.monotonic),
            ops=world.ops,
            notice=self._notice,
            clock=self.slack.now,
        )
        self.attendance = Attendance(self.logbook, self._while_away, self.board.wake, time.wall_date)
        pool = Pool(
            time, self.over, lambda: (world.random.uniform(0.02, 1.0), world.random.uniform(0.02, 1.0))
        )
        cloudwatch = CloudWatch(CloudWatchClient(world.cloud, world.weather), pool)  # type: ignore[arg-type]
        self.desk = AlertDesk(
            self.store, world, cloudwatch, self._news, self.tasks.later, time.wall_date, self._incident_id
        )
        self.sweep = WatchedSweep(
            cloudwatch, self.desk, self.truth, TOPIC, self.board.wake, time.wall_date
        ).watched_by(world)
        self.mutes = Mutes(
            self.muted,
            [world.alerts],
            self.board.wake,
            time.wall_date,
            ZONE,
            lambda: MuteId(world.id("mute")),
        )
        queue = SqsQueue(Sqs(world.queue, self.over), "https://sqs/queue", TOPIC)  # type: ignore[arg-type]
        flags: list[Any] = [Flag() for _ in range(3)]
        self.poller = Poller(
            queue, self._hand_over, stopping=flags[0], store_fails=flags[1], crowded=flags[2]
        )

    def _clockwork(self) -> Clockwork:
        now, wake = self.world.time.wall_date, self.board.wake
        cards = StandingCards(SqliteViews(self.database), self.slack)
        return Clockwork(
            self.sweep,
            self.attendance,
            self.mutes,
            Storms(SqliteStorms(self.database), NoFiles(), cards, wake, now),
            FlapWatch(self.store, USUAL, wake, now),
            NoDeadLetters(),  # type: ignore[arg-type]  # its queue is watched by a test of its own
        )

    def _hand_over(self, batch: Sequence[Delivery]) -> list[Outcome]:
        outcomes: list[Outcome] = wait_for(self.loop.create_task(self.desk.accept(batch)))
        return outcomes

    def _news(self, *channels: ChannelId) -> None:
        self.attendance.stirred()
        self.board.wake(*sorted(channels))

    def _incident_id(self) -> IncidentId:
        return IncidentId(self.world.id("incident"))

    def _notice(self, channel: ChannelId) -> Event:
        return self.world.speaks(channel_refused(SAYS, channel, self.world.time.wall_date()), "notice")

    def _while_away(self, away: Away, _: ChannelId, incidents: Sequence[Incident]) -> Event:
        self.world.told_of_absence(incidents)
        return self.world.speaks(away_notice(translations(LANGUAGE), ZONE, away, incidents), "away")

    async def _arrive(self) -> bool:
        try:
            self.slack.ahead = await knock(self.client, self.slack.clock())
            for channel in self.world.channels_of_the_bot:
                await join(self.client, channel)
        except Unreachable:
            return False
        return True

    async def _board(self, *, arrived: bool) -> None:
        while not arrived and not self.stop.is_set():
            await asyncio.sleep(AWAY)
            arrived = await self._arrive()
        await self.board.run(
            lambda channel: self.tasks.forever(f"show-{channel}", partial(self.board.show, channel))
        )

    async def _by_the_clock(self, job: Job) -> None:
        """As APScheduler does: at every full *every* of the machine's own clock."""
        runner = Runner(job, self.logbook, self.world.time.wall_date)
        if job.at_start:
            await runner.run_at_start()
        every = job.every.total_seconds()  # type: ignore[union-attr]
        while True:
            await asyncio.sleep(every - self.world.time.wall() % every + 0.001)
            await runner.run()

    def _bury(self) -> None:
        """Let go of the file as the kernel does; what still stands on the loop stands for ever."""
        self.world.graves += [*asyncio.all_tasks(self.loop), self.loop]
        database = getattr(self, "database", None)
        if database and self.ended != "stopped":
            database.close()
        self.loop.close()


class WatchedSweep(Sweep):
    """The real one; the world hears when one could read."""

    def watched_by(self, world: "World") -> "WatchedSweep":
        object.__setattr__(self, "world", world)
        return self

    async def run(self) -> Swept:
        began = self.world.time.now  # type: ignore[attr-defined]
        swept = await super().run()
        if not swept.trouble:
            self.world.swept_since = began  # type: ignore[attr-defined]
        return swept


class NoFiles:
    """The pages say what the list says."""

    async def put(self, channel: ChannelId, thread: str, name: str, text: str) -> None:
        raise ListNotFiled("bench")


class NoDeadLetters:
    async def look(self) -> None:
        """Nobody is told."""
