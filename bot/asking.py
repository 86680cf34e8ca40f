"""The assistant, put together: the way to the model, the evidence, and what the model may look up."""

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.errors import StartError
from bot.home import now
from bot.kit import Kit
from services.asking.agent import Agent
from services.asking.assistant import Assistant
from services.asking.evidence import Source
from services.asking.investigation import Investigator
from services.aws.bedrock.choice import agent_of
from services.aws.bedrock.stream import STREAMS, Wire
from services.aws.cloudwatch import CloudWatch
from services.aws.log_source import LogSource
from services.aws.reading.asking import Asking
from services.aws.reading.changes import Trail
from services.aws.reading.history import History
from services.aws.reading.logs import Logs
from services.aws.reading.metrics import Definitions, Metrics
from services.aws.reading.neighbours import Neighbours
from services.aws.reading.resources import Resources
from services.aws.sources import ChangesSource, HistorySource, MetricSource, OthersSource
from services.aws.toolbox import Toolbox
from services.locale import translations
from services.slack.answering.markdown import Safe
from services.slack.answering.stage import SlackStage
from services.slack.links import CONSOLES
from services.slack.paced import PacedClient
from services.slack.speech import Speech


def assistant(kit: Kit) -> Assistant:
    settings, tasks = kit.settings, kit.tasks
    speech = Speech(translations(settings.bot_language), settings.timezone)
    safe = Safe(partial(may_link, settings.linked_hosts))
    stage = SlackStage(PacedClient(kit.client, kit.pacer), speech, safe, tasks.spawn)
    held = kit.storage
    return Assistant(_investigator(kit), held.talks, held.views, held.storms, stage, tasks.spawn, now)


def may_link(hosts: frozenset[str], host: str) -> bool:
    """AWS's own consoles, and the hosts that the team named."""
    return host in hosts or any(host == one or host.endswith(f".{one}") for one in CONSOLES.values())


def agent(kit: Kit) -> Agent | None:
    """None where no model is configured; StartError for one that can't be."""
    settings = kit.settings
    wire = Wire(partial(_model_client, kit), kit.pools.models, settings.ask_timeout)
    named = settings.bedrock_agent, settings.bedrock_agent_alias, settings.bedrock_model
    try:
        return agent_of(*named, wire, translations(settings.bot_language))
    except ValueError as error:
        raise StartError(str(error)) from None


def _investigator(kit: Kit) -> Investigator | None:
    asked = agent(kit)
    if asked is None:
        return None
    readers = readers_of(kit)
    sources, toolbox = sources_of(kit, readers), _toolbox(kit, readers)
    return Investigator(asked, sources, toolbox, now, kit.settings.ask_timeout)


def _model_client(kit: Kit, service: str, region: str) -> Any:  # noqa: ANN401 — boto3's
    return kit.aws.client(service, region or kit.home.region, STREAMS)


@dataclass(frozen=True, slots=True)
class Readers:
    """What looks into AWS, for the evidence and for the model's own look-ups."""

    history: History
    metrics: Metrics
    definitions: Definitions
    logs: Logs
    trail: Trail
    resources: Resources


def readers_of(kit: Kit) -> Readers:
    asking, client = Asking(kit.pools.lookups), partial(_client, kit)
    cloudwatch = client("cloudwatch")
    return Readers(
        History(cloudwatch, asking),
        Metrics(cloudwatch, asking, now),
        Definitions(cloudwatch, asking),
        Logs(client, asking),
        Trail(client("cloudtrail"), asking, asyncio.sleep),
        Resources(client, asking, kit.home),
    )


def _client(kit: Kit, service: str) -> Any:  # noqa: ANN401 — boto3's
    return kit.aws.client(service, kit.home.region)


def sources_of(kit: Kit, readers: Readers) -> list[Source]:
    home, definitions = kit.home, readers.definitions
    return [
        HistorySource(readers.history, home),
        MetricSource(readers.metrics, definitions, home),
        LogSource(readers.logs, definitions, home),
        ChangesSource(readers.trail, definitions, home),
        OthersSource(Neighbours(CloudWatch(_client(kit, "cloudwatch"), kit.pools.lookups)), home),
    ]


def _toolbox(kit: Kit, readers: Readers) -> Toolbox:
    return Toolbox(
        CloudWatch(_client(kit, "cloudwatch"), kit.pools.lookups),
        readers.history,
        readers.metrics,
        readers.logs,
        readers.trail,
        readers.resources,
        now,
    )
