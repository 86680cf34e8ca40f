"""The assistant's line, for each way in which a model may be named."""

import pytest

AGENT, ALIAS = "ABCDE12345", "TSTALIASID"
HARNESS = "arn:aws:bedrock-agentcore:us-east-1:123456789012:harness/on_call-a1b2c3d4e5"
PROFILE = "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.some.model-v1:0"


@pytest.mark.parametrize(
    ("named", "says"),
    [
        (
            {"bedrock_agent": AGENT, "bedrock_agent_alias": ALIAS},
            f"the agent {AGENT} with the alias {ALIAS}, in eu-west-1",
        ),
        ({"bedrock_agent": HARNESS}, "the harness on_call-a1b2c3d4e5, in us-east-1"),
        ({"bedrock_model": "eu.some.model-v1:0"}, "the model eu.some.model-v1:0, in eu-west-1"),
        ({"bedrock_model": PROFILE}, f"the model {PROFILE}, in eu-central-1"),
    ],
)
async def test_the_way_to_the_model_is_told_with_its_region_and_the_right_it_needs(bench, named, says):
    found = (await bench.run(**named))["agent"]
    assert (found.ok, found.remedy) == ("ok", "")
    assert found.says.startswith(f"{says}; not asked, as that costs money: it takes bedrock")


async def test_without_one_it_is_said_that_nothing_is_answered(bench):
    found = (await bench.run(bedrock_model=""))["agent"]
    assert (found.ok, found.says) == ("skipped", "not set: the bot answers no questions")


@pytest.mark.parametrize(
    ("named", "remedy"),
    [
        ({"bedrock_agent_alias": ALIAS}, "Set the agent's id as well."),
        ({"bedrock_agent": AGENT}, "Copy it again from the console."),
        (
            {"bedrock_agent": "arn:aws:lambda:eu-west-1:123456789012:function:x"},
            "set its id, and BEDROCK_AGENT_ALIAS.",
        ),
        ({"bedrock_agent": "no agent", "bedrock_agent_alias": ALIAS}, "Copy it again from the console."),
        ({"bedrock_model": "a model"}, "Copy it again from the console."),
    ],
)
async def test_what_can_be_no_agent_fails_with_what_to_do(bench, named, remedy):
    found = (await bench.run(**named))["agent"]
    assert found.ok == "failed"
    assert "BEDROCK_" in found.says
    assert found.remedy.endswith(remedy)
