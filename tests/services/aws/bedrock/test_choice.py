"""Which way the settings choose, and by what name people know a model."""

from concurrent.futures import ThreadPoolExecutor
from gettext import NullTranslations

import pytest

from services.aws.bedrock.choice import agent_of
from services.aws.bedrock.classic import Classic
from services.aws.bedrock.converse import Converse
from services.aws.bedrock.harness import Harness
from services.aws.bedrock.names import model_name
from services.aws.bedrock.regions import region_of
from services.aws.bedrock.stream import Wire

HARNESS = "arn:aws:bedrock-agentcore:eu-west-1:123456789012:harness/oncall_helper-a1b2c3d4e5"
PROFILE = (
    "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-5-20250929-v1:0"
)


def chosen(agent: str = "", alias: str = "", model: str = ""):
    def nobody(service: str, region: str) -> object:
        raise AssertionError("nothing is called to choose")

    return agent_of(agent, alias, model, Wire(nobody, ThreadPoolExecutor(1)), NullTranslations())


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        ({"agent": "AGENT12345", "alias": "TSTALIASID"}, Classic),
        ({"agent": "AGENT12345", "alias": "TSTALIASID", "model": "amazon.nova-pro-v1:0"}, Classic),
        ({"agent": HARNESS}, Harness),
        ({"agent": HARNESS, "model": "amazon.nova-pro-v1:0"}, Harness),
        ({"model": "amazon.nova-pro-v1:0"}, Converse),
        ({"model": PROFILE}, Converse),
        ({}, type(None)),
    ],
)
def test_the_settings_choose_the_way(settings: dict[str, str], kind: type):
    assert type(chosen(**settings)) is kind


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({"agent": "AGENT12345"}, "BEDROCK_AGENT_ALIAS"),
        ({"alias": "TSTALIASID"}, "BEDROCK_AGENT is not"),
        ({"agent": "my agent", "alias": "TSTALIASID"}, "BEDROCK_AGENT is the id"),
        ({"agent": "AGENT12345", "alias": "the/alias"}, "BEDROCK_AGENT_ALIAS is the id"),
        ({"agent": "arn:aws:bedrock:eu-west-1:123456789012:agent/AGENT12345"}, "AgentCore harness"),
        ({"agent": HARNESS.replace("harness", "runtime")}, "AgentCore harness"),
        ({"model": "a model"}, "BEDROCK_MODEL"),
    ],
)
def test_a_setting_that_can_be_nothing_is_told(settings: dict[str, str], names: str):
    with pytest.raises(ValueError, match=names):
        chosen(**settings)


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("anthropic.claude-3-haiku-20240307-v1:0", "claude-3-haiku"),
        ("eu.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5"),
        (PROFILE, "claude-sonnet-4-5"),
        ("us.amazon.nova-pro-v1:0", "nova-pro"),
        ("amazon.nova-pro-v1:0:300k", "nova-pro"),
        ("meta.llama3-3-70b-instruct-v1:0", "llama3-3-70b-instruct"),
        ("moonshotai.kimi-k2.5", "kimi-k2.5"),
        ("arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/a1b2c3", "a1b2c3"),
    ],
)
def test_a_model_is_known_by_its_name(model: str, name: str):
    assert model_name(model) == name


def test_an_arn_is_asked_in_its_own_region():
    assert [region_of(HARNESS), region_of(PROFILE), region_of("amazon.nova-pro-v1:0")] == [
        "eu-west-1",
        "eu-west-1",
        "",
    ]
