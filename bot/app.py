"""The composition root: settings → clients → adapters → services → listeners."""

import asyncio
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.clients import AwsClients, aws_clients, slack_client
from bot.errors import StartError
from bot.home import VERSION, Pulse, alarm_arn, home, now
from bot.serving import Parts, serve
from bot.settings import Settings
from bot.tasks import Tasks
from listeners import register
from listeners.services import Services
from services.attendance import Attendance, Away
from services.aws.cloudwatch import CloudWatch
from services.aws.figures import SnsTopic, SqsFigures
from services.aws.queue import SqsQueue
from services.board import AlertBoard, Times
from services.desk import AlertDesk, Notification, Routes
from services.drill import Drill
from services.event import Event
from services.incident import ChannelId, Incident, IncidentId
from services.locale import translations
from services.locale.sentences import Sentences
from services.overview import AlarmOverview
from services.post import Pace
from services.slack.away import away_notice
from services.slack.cards import Cards
from services.slack.channel import SlackChannel
from services.slack.notices import channel_refused
from services.slack.pace import Pacer
from services.slack.people import People
from services.slack.replies import Replies
from services.status import StatusReport
from services.storage.backlog import SqliteBacklog
from services.storage.database import Database, DatabaseInUse, DatabaseTooNew
from services.storage.logbook import SqliteLogbook
from services.storage.sqlite import SqliteStore
from services.storage.trail import SqliteTrail
from services.storage.truth import SqliteTruth
from services.storage.views import SqliteViews
from services.sweep import Sweep

PING = 3  # seconds; a dead Socket Mode connection is noticed after about four
SHORT_CALLS = 4  # to AWS at once
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
        database = _database(settings)
        stack.callback(database.close)
        client = await stack.enter_async_context(
            slack_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url, TIMES.request)
        )
        calls = ThreadPoolExecutor(SHORT_CALLS, thread_name_prefix="aws")
        stack.callback(calls.shutdown, wait=False, cancel_futures=True)
        kit = _kit(settings, client, database, calls)
        await serve(_assemble(kit, pace, routes), _channels(settings), stop)


@dataclass(frozen=True, slots=True)
class Kit:
    """What most parts are made of: each client and adapter once."""

    settings: Settings
    client: AsyncWebClient
    database: Database
    calls: ThreadPoolExecutor
    aws: AwsClients
    cloudwatch: CloudWatch
    slack: SlackChannel
    sentences: Sentences
    tasks: Tasks


def _kit(settings: Settings, client: AsyncWebClient, database: Database, calls: ThreadPoolExecutor) -> Kit:
    aws = aws_clients(settings.aws_region)
    return Kit(
        settings,
        client,
        database,
        calls,
        aws,
        CloudWatch(aws.cloudwatch(settings.alarm_queue_url), calls),
        SlackChannel(client),
        Sentences(translations(settings.bot_language)),
        Tasks(),
    )


def _assemble(kit: Kit, pace: Pace | None, routes: Routes | None) -> Parts:
    settings, logbook, truth = kit.settings, SqliteLogbook(kit.database), SqliteTruth(kit.database)
    board = _board(kit, pace)
    attendance = Attendance(logbook, partial(_while_away, settings), board.wake, now)
    desk = AlertDesk(
        SqliteStore(kit.database),
        routes or OneChannel(ChannelId(settings.alert_channel)),
        kit.cloudwatch,
        changed=partial(_news, board, attendance),
        later=kit.tasks.later,
        clock=now,
        new_id=lambda: IncidentId(uuid.uuid4().hex[:16]),
    )
    app = AsyncApp(client=kit.client)
    socket = AsyncSocketModeHandler(app, settings.slack_app_token.get_secret_value(), ping_interval=PING)
    register(app, _services(kit, desk, truth, Pulse(socket)))
    sweep = Sweep(kit.cloudwatch, desk, truth, settings.alarm_topic_arn, board.wake, now)
    url = settings.alarm_queue_url
    queue = SqsQueue(kit.aws.sqs(url), url, settings.alarm_topic_arn)
    return Parts(kit.client, kit.slack, desk, board, queue, socket, kit.tasks, attendance, sweep, logbook)


def _board(kit: Kit, pace: Pace | None) -> AlertBoard:
    settings = kit.settings
    return AlertBoard(
        SqliteBacklog(kit.database),
        kit.slack,
        Cards(settings.bot_language, dashboard_url=settings.dashboard_url, timezone=settings.timezone),
        pace or Pacer(time.monotonic),
        ops=ChannelId(settings.ops_channel or settings.alert_channel),
        notice=partial(_notice, kit.sentences),
        clock=time.time,
        times=TIMES,
    )


def _services(kit: Kit, desk: AlertDesk, truth: SqliteTruth, pulse: Pulse) -> Services:
    settings, aws, url = kit.settings, kit.aws, kit.settings.alarm_queue_url
    views, place = SqliteViews(kit.database), home(settings, aws.region(url))
    figures = SqsFigures(aws.figures(url), kit.cloudwatch.client, url, kit.calls)
    return Services(
        desk,
        People(kit.client, time.monotonic, settings.admin_group),
        SqliteTrail(kit.database),
        AlarmOverview(kit.cloudwatch, place, views, kit.slack, now),
        StatusReport(figures, views, truth, pulse, now, now(), VERSION),
        Drill(
            SnsTopic(aws.sns(url), settings.alarm_topic_arn, kit.calls),
            views,
            now,
            new_name=lambda: f"watchbell-test-{uuid.uuid4().hex[:6]}",
            arn_of=partial(alarm_arn, place),
        ),
        Replies(settings.bot_language, settings.timezone),
        kit.sentences,
    )


def _database(settings: Settings) -> Database:
    try:
        return Database(settings.state_path)
    except (DatabaseInUse, DatabaseTooNew) as error:
        raise StartError(str(error)) from None
    except OSError as error:
        raise StartError(f"STATE_URL: {settings.state_path} can't be opened: {error.strerror}") from None


def _channels(settings: Settings) -> list[ChannelId]:
    return list(
        dict.fromkeys(ChannelId(one) for one in (settings.alert_channel, settings.ops_channel) if one)
    )


def _news(board: AlertBoard, attendance: Attendance) -> None:
    attendance.stirred()
    board.wake()


def _while_away(settings: Settings, away: Away, _: ChannelId, incidents: Sequence[Incident]) -> Event:
    return away_notice(translations(settings.bot_language), settings.timezone, away, incidents)


def _notice(sentences: Sentences, channel: ChannelId) -> Event:
    return channel_refused(sentences, channel, now())
