"""The assistant: which way to a model the settings name. It asks nobody, since every question costs money."""

from concurrent.futures import Executor
from gettext import NullTranslations
from typing import NoReturn

from botocore.exceptions import BotoCoreError

from bot.checks.finding import Finding, Say
from bot.clients import aws_clients
from bot.errors import StartError
from bot.settings import Settings
from services.asking.agent import Agent
from services.aws.bedrock.choice import agent_of
from services.aws.bedrock.classic import Classic
from services.aws.bedrock.converse import Converse
from services.aws.bedrock.harness import Harness
from services.aws.bedrock.regions import region_of
from services.aws.bedrock.stream import Wire

NAME = "agent"


def check_agent(settings: Settings, pool: Executor, _: Say) -> Finding:
    named = settings.bedrock_agent, settings.bedrock_agent_alias, settings.bedrock_model
    try:
        agent = agent_of(*named, Wire(_nobody, pool), NullTranslations())
    except ValueError as error:
        says, stop, remedy = str(error).partition(". ")
        return Finding(NAME, "failed", says + stop.strip(), remedy or _("Copy it again from the console."))
    if agent is None:
        return Finding(NAME, "skipped", _("not set: the bot answers no questions"))
    try:
        return _told(agent, settings, _)
    except (StartError, BotoCoreError, ValueError):
        return Finding(NAME, "skipped", _("not looked at: AWS can't be used"))


def _nobody(service: str, region: str) -> NoReturn:
    raise AssertionError(service, region)


def _told(agent: Agent, settings: Settings, _: Say) -> Finding:
    here = aws_clients(settings.aws_region).region(settings.alarm_queue_url)
    match agent:
        case Classic():
            says, action = _("the agent {name} with the alias {alias}, in {region}"), "bedrock:InvokeAgent"
            says = says.format(name=agent.agent, alias=agent.alias, region=here)
        case Harness():
            says, action = _("the harness {name}, in {region}"), "bedrock-agentcore:InvokeHarness"
            says = says.format(name=agent.arn.rpartition("/")[2], region=region_of(agent.arn))
        case Converse():
            says, action = _("the model {name}, in {region}"), "bedrock:InvokeModelWithResponseStream"
            says = says.format(name=agent.model, region=region_of(agent.model) or here)
        case _:
            raise NotImplementedError(type(agent))
    untried = _("not asked, as that costs money: it takes {action}").format(action=action)
    return Finding(NAME, "ok", f"{says}; {untried}")
