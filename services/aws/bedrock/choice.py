"""Which way to a model the settings name."""

import re
from gettext import NullTranslations

from services.asking.agent import Agent
from services.aws.bedrock.classic import Classic
from services.aws.bedrock.converse import Converse
from services.aws.bedrock.harness import Harness
from services.aws.bedrock.stream import Wire
from services.aws.bedrock.titles import Titles

ID = re.compile(r"[0-9a-zA-Z]{1,10}")
HARNESS = re.compile(
    r"arn:[^:]+:bedrock-agentcore:[a-z0-9-]+:\d{12}:harness/[a-zA-Z]\w{0,39}-[a-zA-Z0-9]{10}"
)
MODEL = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.:/-]{0,2047}")


def agent_of(agent: str, alias: str, model: str, wire: Wire, translations: NullTranslations) -> Agent | None:
    """The agent by BEDROCK_AGENT and BEDROCK_AGENT_ALIAS, else the model of BEDROCK_MODEL, else none.

    Raise ValueError, with a sentence for the one who sets them, for what can be neither. It calls nobody.
    """
    if agent.startswith("arn:"):
        return _harness(agent, wire)
    if agent:
        return _classic(agent, alias, wire, translations)
    if alias:
        raise ValueError("BEDROCK_AGENT_ALIAS is set, but BEDROCK_AGENT is not. Set the agent's id as well.")
    if model and not MODEL.fullmatch(model):
        raise ValueError("BEDROCK_MODEL is the id or the ARN of a model or of an inference profile.")
    return Converse(model, wire) if model else None


def _harness(arn: str, wire: Wire) -> Agent:
    if not HARNESS.fullmatch(arn):
        raise ValueError(
            "BEDROCK_AGENT is an ARN, but not of an AgentCore harness "
            "(arn:aws:bedrock-agentcore:region:account:harness/name-id). "
            "For an agent of Bedrock Agents Classic, set its id, and BEDROCK_AGENT_ALIAS."
        )
    return Harness(arn, wire)


def _classic(agent: str, alias: str, wire: Wire, translations: NullTranslations) -> Agent:
    if not ID.fullmatch(agent):
        raise ValueError(
            "BEDROCK_AGENT is the id of an agent (ten letters and digits) or the ARN of an AgentCore harness."
        )
    if not alias:
        raise ValueError(
            "BEDROCK_AGENT is the id of an agent: set BEDROCK_AGENT_ALIAS to the id of its alias."
        )
    if not ID.fullmatch(alias):
        raise ValueError("BEDROCK_AGENT_ALIAS is the id of an alias: ten letters and digits.")
    return Classic(agent, alias, wire, Titles(translations))
