"""What the bot does for itself, put together: the watch over its health, its heartbeat, its forgetting."""

import asyncio
import time

from bot.home import Pulse, now
from bot.kit import Kit
from bot.settings import read_supervisor
from bot.watching import Watch
from services.aws.heartbeat import CloudWatchMetric
from services.health import Health, Heartbeat
from services.retention import Retention, keeping


def watch_over(kit: Kit, pulse: Pulse, stop: asyncio.Event) -> Watch:
    token = kit.settings.slack_app_token.get_secret_value()
    health = Health(time.monotonic)
    return Watch(health, pulse, kit.client, token, kit.storage.proof, stop, read_supervisor())


def heartbeat(kit: Kit, health: Health) -> Heartbeat | None:
    """None where HEARTBEAT_METRIC is not set."""
    settings = kit.settings
    if not settings.heartbeat_metric:
        return None
    client = kit.aws.cloudwatch(settings.alarm_queue_url)
    return Heartbeat(health, CloudWatchMetric(client, settings.heartbeat_metric, kit.pools.calls))


def retention(kit: Kit) -> Retention:
    settings = kit.settings
    return Retention(kit.storage.archive, keeping(settings.keep_incidents, settings.keep_audit), now)
