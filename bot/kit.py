"""What most parts of the bot are made of: each client, pool and adapter once."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.clients import AwsClients, aws_clients
from bot.home import home
from bot.settings import Settings
from bot.storage import Storage
from bot.tasks import Tasks
from services.alarm import Place
from services.aws.cloudwatch import CloudWatch
from services.locale import translations
from services.locale.sentences import Sentences
from services.slack.channel import SlackChannel
from services.slack.pace import Pacer

CALLS = 4  # short ones to AWS at once, for what people and the clock ask
LOOKUPS = 8  # of the assistant, which keep no command waiting
WIKI = 4  # calls to Confluence at once: a slow one keeps no command waiting
MODELS = 32  # streams that are read at once; what is asked beyond waits


@dataclass(frozen=True, slots=True)
class Pools:
    """The threads for what blocks."""

    calls: ThreadPoolExecutor
    lookups: ThreadPoolExecutor
    models: ThreadPoolExecutor
    wiki: ThreadPoolExecutor


@contextmanager
def pools() -> Iterator[Pools]:
    sizes = {"aws": CALLS, "lookup": LOOKUPS, "model": MODELS, "wiki": WIKI}
    with ExitStack() as stack:
        made = [ThreadPoolExecutor(size, thread_name_prefix=name) for name, size in sizes.items()]
        for pool in made:
            stack.callback(pool.shutdown, wait=False, cancel_futures=True)
        yield Pools(*made)


@dataclass(frozen=True, slots=True)
class Kit:
    settings: Settings
    client: AsyncWebClient
    storage: Storage
    pools: Pools
    aws: AwsClients
    home: Place
    cloudwatch: CloudWatch
    slack: SlackChannel
    pacer: Pacer
    sentences: Sentences
    tasks: Tasks


def make_kit(settings: Settings, client: AsyncWebClient, storage: Storage, pools: Pools) -> Kit:
    aws, url = aws_clients(settings.aws_region), settings.alarm_queue_url
    return Kit(
        settings,
        client,
        storage,
        pools,
        aws,
        home(settings, aws.region(url)),
        CloudWatch(aws.cloudwatch(url), pools.calls),
        SlackChannel(client),
        Pacer(time.monotonic),
        Sentences(translations(settings.bot_language)),
        Tasks(),
    )
