"""The composition root: settings → clients → adapters → services → listeners."""

import asyncio
import time
import uuid
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.asking import assistant
from bot.clients import slack_client
from bot.dead_letters import dead_letter_watch, dead_letters
from bot.home import VERSION, Pulse, alarm_arn, now
from bot.kit import Kit, make_kit, pools
from bot.reporting import filing, reporting
from bot.serving import Parts, serve
from bot.settings import Settings
from bot.shifting import shared_board
from bot.storage import open_storage
from bot.summing import digest, summaries
from bot.upkeep import heartbeat, retention, watch_over
from bot.watching import Watch
from listeners import register
from listeners.schedule import Clockwork, upkeep
from listeners.services import Services
from services.asking.assistant import Assistant
from services.attendance import Attendance, Away
from services.aws.figures import SnsTopic, SqsFigures
from services.aws.queue import SqsQueue
from services.board import AlertBoard, Times
from services.desk import AlertDesk, Notification, Routes
from services.drill import Drill
from services.event import Event
from services.flap_watch import FlapWatch
from services.incident import ChannelId, Incident, IncidentId
from services.locale import translations
from services.locale.sentences import Sentences
from services.muting.mute import MuteId
from services.muting.mutes import Mutes
from services.overview import AlarmOverview, StandingCards
from services.post import Backlog, Channel, Pace
from services.sharing.shifts import Shifts
from services.slack.away import away_notice
from services.slack.cards import Cards
from services.slack.files import SlackFiles
from services.slack.notices import channel_refused
from services.slack.people import People
from services.slack.replies import Replies
from services.status import StatusReport
from services.storming.storms import Storms
from services.sweep import Sweep

PING = 3  # seconds; a dead Socket Mode connection is noticed after about four
TIMES = Times()


@dataclass(frozen=True, slots=True)
class OneChannel:
    """Everything goes to one channel, until rules say otherwise."""

    channel: ChannelId

    def channels(self, notification: Notification) -> Sequence[ChannelId]:  # noqa: ARG002 — the port's
        return (self.channel,)


async def run(
    settings: Settings, stop: asyncio.Event, *, pace: Pace | None = None, routes: Routes | None = None
) -> None:
    """Run until *stop*, then finish the writes in flight; the backlog stays in the store."""
    async with AsyncExitStack() as stack:
        storage = open_storage(settings)
        stack.callback(storage.close)
        client = await stack.enter_async_context(
            slack_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url, TIMES.request)
        )
        kit = make_kit(settings, client, storage, stack.enter_context(pools()))
        await serve(_assemble(kit, stop, pace, routes), _channels(settings), stop)


def _assemble(kit: Kit, stop: asyncio.Event, pace: Pace | None, routes: Routes | None) -> Parts:
    settings, storage = kit.settings, kit.storage
    board, shifts = _board(kit, pace)
    attendance = Attendance(storage.logbook, partial(_while_away, settings), board.wake, now)
    desk = AlertDesk(
        storage.desk,
        routes or OneChannel(ChannelId(settings.alert_channel)),
        kit.cloudwatch,
        changed=partial(_news, board, attendance),
        later=kit.tasks.later,
        clock=now,
        new_id=lambda: IncidentId(uuid.uuid4().hex[:16]),
        flaps=settings.flap_rule,
    )
    app, helper = AsyncApp(client=kit.client), assistant(kit)
    socket = AsyncSocketModeHandler(app, settings.slack_app_token.get_secret_value(), ping_interval=PING)
    mutes, storms = _mutes(kit, board), _storms(kit, board)
    watch = watch_over(kit, Pulse(socket), stop)
    register(app, _services(kit, desk, helper, mutes=mutes, storms=storms, watch=watch))
    sweep = Sweep(kit.cloudwatch, desk, storage.truth, settings.alarm_topic_arn, board.wake, now)
    url = settings.alarm_queue_url
    queue = SqsQueue(kit.aws.sqs(url), url, settings.alarm_topic_arn)
    return Parts(
        kit.client,
        kit.slack,
        desk,
        board,
        queue,
        socket,
        kit.tasks,
        storage.logbook,
        helper,
        Clockwork(
            sweep,
            attendance,
            mutes,
            storms,
            FlapWatch(storage.flaps, settings.flap_rule, board.wake, now),
            dead_letter_watch(kit, board),
            digest(kit, board, filing(kit)),
        ),
        watch,
        upkeep(watch.health, retention(kit), heartbeat(kit, watch.health)),
        shifts,
    )


def _board(kit: Kit, pace: Pace | None) -> tuple[AlertBoard, Shifts | None]:
    settings = kit.settings

    def make(backlog: Backlog, slack: Channel, times: Times) -> AlertBoard:
        return AlertBoard(
            backlog,
            slack,
            Cards(settings.bot_language, dashboard_url=settings.dashboard_url, timezone=settings.timezone),
            pace or kit.pacer,
            ops=ChannelId(settings.ops_channel or settings.alert_channel),
            notice=partial(_notice, kit.sentences),
            clock=kit.slack.now,
            times=times,
        )

    if kit.storage.shared:
        return shared_board(kit, kit.storage.shared, _channels(settings), make)
    return make(kit.storage.backlog, kit.slack, TIMES), None


def _mutes(kit: Kit, board: AlertBoard) -> Mutes:
    settings = kit.settings
    return Mutes(
        kit.storage.mutes,
        [ChannelId(settings.alert_channel)],
        board.wake,
        now,
        settings.timezone,
        new_id=lambda: MuteId(f"mute-{uuid.uuid4().hex[:8]}"),
    )


def _storms(kit: Kit, board: AlertBoard) -> Storms:
    cards = StandingCards(kit.storage.views, kit.slack)
    return Storms(kit.storage.storms, SlackFiles(kit.client), cards, board.wake, now)


def _services(  # noqa: PLR0913 — the composition root names them all
    kit: Kit, desk: AlertDesk, helper: Assistant, *, mutes: Mutes, storms: Storms, watch: Watch
) -> Services:
    settings, storage, url = kit.settings, kit.storage, kit.settings.alarm_queue_url
    figures = SqsFigures(kit.aws.figures(url), kit.cloudwatch.client, url, kit.pools.calls)
    people = People(kit.client, time.monotonic, settings.admin_group)
    written = reporting(kit, people, desk.changed)
    return Services(
        desk,
        people,
        storage.trail,
        AlarmOverview(kit.cloudwatch, kit.home, storage.views, kit.slack, now),
        StatusReport(figures, storage.views, storage.truth, watch.pulse, watch.health, now, now(), VERSION),
        Drill(
            SnsTopic(kit.aws.sns(url), settings.alarm_topic_arn, kit.pools.calls),
            storage.views,
            now,
            new_name=lambda: f"watchbell-test-{uuid.uuid4().hex[:6]}",
            arn_of=partial(alarm_arn, kit.home),
        ),
        helper,
        mutes,
        storms,
        summaries(kit, filing(kit)),
        written.reports,
        written.modal,
        Replies(settings.bot_language, settings.timezone),
        kit.sentences,
        dead_letters(kit),
    )


def _channels(settings: Settings) -> list[ChannelId]:
    return list(
        dict.fromkeys(ChannelId(one) for one in (settings.alert_channel, settings.ops_channel) if one)
    )


def _news(board: AlertBoard, attendance: Attendance, *channels: ChannelId) -> None:
    attendance.stirred()
    board.wake(*channels)


def _while_away(settings: Settings, away: Away, _: ChannelId, incidents: Sequence[Incident]) -> Event:
    return away_notice(translations(settings.bot_language), settings.timezone, away, incidents)


def _notice(sentences: Sentences, channel: ChannelId) -> Event:
    return channel_refused(sentences, channel, now())
