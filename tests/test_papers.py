"""The papers are held to the code: README, docs, .env.example, manifest, template, changelog."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import jsonschema
import pytest
import yaml
from botocore.validate import ParamValidator

from bot.settings import Settings
from demo.options import read_options
from services.aws.bedrock.returned import read_invocations
from services.aws.tool_arguments import TOOLS, tools
from tests.bench.__main__ import BENCHES

ROOT = Path(__file__).parents[1]
PAPERS = {
    str(path.relative_to(ROOT)): path.read_text() for path in [ROOT / "README.md", *ROOT.glob("docs/*.md")]
}
README, RUNNING, ASSISTANT = PAPERS["README.md"], PAPERS["docs/running.md"], PAPERS["docs/assistant.md"]
CHANGING, FIGURES = PAPERS["docs/changing.md"], PAPERS["docs/figures.md"]
SETTINGS = [name.upper() for name in Settings.model_fields]
MANIFEST = yaml.safe_load((ROOT / "manifest.yml").read_text())
TEMPLATE = (ROOT / "infra" / "watchbell.yml").read_text()
SCHEMAS = Path(os.environ.get("PAYLOADS_DIR", "nowhere")).parent / "schemas"
# what each tool may be asked, as a model would
ASKED: dict[str, dict[str, Any]] = {
    "list_alarms": {"state": "ALARM", "part": "web"},
    "alarm_history": {"name": "web", "hours": 24},
    "metric": {"namespace": "AWS/EC2", "name": "CPUUtilization", "dimensions": {"InstanceId": "i-0abc"}},
    "logs": {"log_group": "/aws/lambda/receipts", "pattern": "?ERROR", "minutes": 30},
    "changes": {"resource": "receipts", "hours": 3},
    "describe": {"kind": "lambda_function", "name": "receipts"},
}


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_stands_in_the_readme_and_in_the_example(name):
    assert f"`{name}`" in README
    assert re.search(rf"^#? ?{name}=", (ROOT / ".env.example").read_text(), re.MULTILINE)


def test_the_example_names_no_setting_that_nobody_reads():
    named = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert named == set(SETTINGS)


@pytest.mark.parametrize(
    "name",
    [
        "ASK_TIMEOUT",
        "FLAP_CHANGES",
        "FLAP_MINUTES",
        "LINK_HOSTS",
        "BOT_LANGUAGE",
        "BOT_TIMEZONE",
        "LOG_LEVEL",
    ],
)
def test_the_example_names_the_default(name):
    example = re.search(rf"^#{name}=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert example
    assert example[1] == str(Settings.model_fields[name.lower()].default)


@pytest.mark.parametrize("name", PAPERS)
def test_every_command_that_is_named_is_there(name):
    known = (ROOT / "dev").read_text()
    for command in set(re.findall(r"\./dev ([a-z]+)", PAPERS[name])):
        assert re.search(rf"^{command}\)", known, re.MULTILINE), command


def test_every_command_of_dev_that_people_need_is_named():
    known = set(re.findall(r"^([a-z]+)\)$", (ROOT / "dev").read_text(), re.MULTILINE))
    assert known - set(re.findall(r"\./dev ([a-z]+)", README)) == set()


@pytest.mark.parametrize("name", PAPERS)
def test_every_file_that_is_linked_is_there(name):
    linked = [target for target in re.findall(r"\]\(([^)#]+)[^)]*\)", PAPERS[name]) if "://" not in target]
    assert [target for target in linked if not (ROOT / name).parent.joinpath(target).exists()] == []


@pytest.mark.parametrize("name", PAPERS)
def test_every_heading_that_is_linked_is_there(name):
    for target, anchor in re.findall(r"\]\(([^)#]*)#([^)]+)\)", PAPERS[name]):
        paper = (ROOT / name).parent / target if target else ROOT / name
        headings = re.findall(r"^#+ (.+)$", paper.read_text(), re.MULTILINE)
        assert anchor in [re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings]


def test_every_option_of_the_demo_that_is_named_is_there(capsys):
    with pytest.raises(SystemExit):
        read_options(["--help"])
    known = set(re.findall(r"--[a-z][a-z-]*", capsys.readouterr().out)) - {"--help"}
    told = README.split("| option | |")[1].split("\n\n")[0]
    assert set(re.findall(r"--[a-z][a-z-]*", told)) == known


def test_every_bench_is_named():
    assert re.findall(r"# ([a-z, ]+)$", FIGURES, re.MULTILINE)[0].split(", ") == list(BENCHES)


def test_every_scope_is_explained():
    explained = set(
        re.findall(r"`([a-z_.]+(?::[a-z_.]+)?)`", RUNNING.split("### Why each scope")[1].split("\nOf the")[0])
    )
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) <= explained


def test_every_statement_of_the_role_is_explained():
    role = TEMPLATE.split("  Role:\n")[1].split("\nOutputs:")[0]
    told = RUNNING.split("### The bot's role")[1].split("### Alarms")[0]
    assert set(re.findall(r"Sid: (\w+)", role)) == set(re.findall(r"`([A-Z][a-z]+[A-Z][A-Za-z]+)`", told))


def test_every_parameter_and_output_of_the_stack_is_named():
    parameters, outputs = TEMPLATE.split("\nConditions:")[0], TEMPLATE.split("\nOutputs:")[1]
    assert [
        one for one in re.findall(r"^  (\w+):$", parameters, re.MULTILINE) if f"`{one}`" not in RUNNING
    ] == []
    assert [one for one in re.findall(r"^  (\w+):$", outputs, re.MULTILINE) if one not in RUNNING] == []


@pytest.mark.parametrize("paper", [README.split("## Change it")[1], CHANGING], ids=["README", "changing"])
def test_every_place_that_is_named_is_there(paper):
    places = {
        place for place in re.findall(r"`((?:[a-z_]+/)+[\w.]*|\w+/\w+\.\w+)`", paper) if "*" not in place
    }
    assert len(places) > 10
    assert [place for place in places if not (ROOT / place).exists()] == []


# --- docs/assistant.md: what lets an agent use the bot's tools


@pytest.fixture(scope="module")
def action_group() -> dict[str, Any]:
    return dict(written("action-group.json"))


def written(name: str) -> Any:
    """What the command of the paper that writes *name* writes."""
    found = re.search(rf"python - <<'END' > {re.escape(name)}\n(.*?)\nEND\n", ASSISTANT, re.DOTALL)
    assert found, name
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-"], input=found[1], capture_output=True, text=True, check=True, env=env
    )
    return json.loads(ran.stdout)


def refused(service: str, operation: str, request: dict[str, Any]) -> str:
    """What boto3 has against *request*."""
    client = boto3.client(service, region_name="eu-west-1")  # type: ignore[call-overload]
    shape = client.meta.service_model.operation_model(operation).input_shape
    return str(ParamValidator().validate(request, shape).generate_report())


def test_the_action_group_is_one_that_boto3_takes(action_group):
    request = action_group | {"agentId": "AGENT12345"}
    assert refused("bedrock-agent", "CreateAgentActionGroup", request) == ""
    assert action_group["actionGroupExecutor"] == {"customControl": "RETURN_CONTROL"}


def test_the_action_group_has_every_tool_with_every_parameter_and_no_enum(action_group):
    api = json.loads(action_group["apiSchema"]["payload"])
    assert set(api["paths"]) == {f"/{tool.name}" for tool in tools()}
    assert '"enum"' not in json.dumps(api)
    for tool in tools():
        body = api["paths"][f"/{tool.name}"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert set(body["properties"]) == set(tool.parameters["properties"])
        assert body.get("required", []) == tool.parameters.get("required", [])


@pytest.mark.parametrize("name", TOOLS)
def test_the_bot_understands_what_an_agent_asks_by_that_action_group(name, action_group):
    api = json.loads(action_group["apiSchema"]["payload"])
    types = api["paths"][f"/{name}"]["post"]["requestBody"]["content"]["application/json"]["schema"][
        "properties"
    ]
    properties = [
        {
            "name": key,
            "type": types[key]["type"],
            "value": value if isinstance(value, str) else json.dumps(value),
        }
        for key, value in ASKED[name].items()
    ]
    asked = {
        "actionGroup": "watchbell",
        "apiPath": f"/{name}",
        "httpMethod": "POST",
        "requestBody": {"content": {"application/json": {"properties": properties}}},
    }
    control = {"invocationId": "i", "invocationInputs": [{"apiInvocationInput": asked}]}
    (one,) = read_invocations(control, tools())
    assert (one.wanted.call.tool, one.wanted.refusal) == (name, "")
    TOOLS[name].model_validate(one.wanted.call.arguments)


def test_the_inline_functions_are_such_that_boto3_takes_them():
    functions = written("inline-functions.json")
    assert [one["name"] for one in functions] == list(TOOLS)
    request = {"harnessId": "harness-0123456789", "tools": functions}
    assert refused("bedrock-agentcore-control", "UpdateHarness", request) == ""


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="no schema of the manifest is at hand")
def test_the_manifest_is_valid():
    (schema,) = SCHEMAS.glob("slack-manifest*.json")
    jsonschema.validate(MANIFEST, json.loads(schema.read_text()))
