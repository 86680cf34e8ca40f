"""The whole check against the local Slack and the local AWS, as the account's root and as the bot's role."""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from demo.aws.local import LocalAws
from demo.aws.stack import Stack
from demo.confluence import LocalConfluence
from demo.slack.people import ADMINS, ALERTS, OPS
from demo.slack.server import LocalSlack

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROOT = Path(__file__).parents[3]
START = "import sys; from bot.check import main; sys.exit(main(sys.argv[1:]))"
SECONDS = 60  # what a busy machine may take; it is about one


@dataclass
class World:
    env: dict[str, str]
    root: dict[str, str]
    role: dict[str, str]
    aws: LocalAws
    stack: Stack

    async def found(self, keys: dict[str, str]) -> tuple[int, dict[str, dict[str, str]]]:
        status, out = await self.check(keys, "--json")
        return status, {one["name"]: one for one in json.loads(out)}

    async def keys_that_may(self, *actions: str) -> dict[str, str]:
        """Keys of a new role with these rights and no others."""
        iam, name = self.aws.clients.iam, f"some-{len(actions)}"
        trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
        made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(trust))
        may = {"Effect": "Allow", "Action": [*actions, "sts:GetCallerIdentity"], "Resource": "*"}
        iam.put_role_policy(RoleName=name, PolicyName="some", PolicyDocument=policy(may))
        return await self.aws.role_keys(replace(self.stack, role_arn=made["Role"]["Arn"]))

    async def check(self, keys: dict[str, str], *arguments: str) -> tuple[int, str]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            START,
            *arguments,
            env=self.env | keys,
            cwd=self.env["HOME"],
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        out, _ = await asyncio.wait_for(process.communicate(), SECONDS)
        return process.returncode or 0, out.decode()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    tmp_path: Path = tmp_path_factory.mktemp("check")
    async with LocalAws(tmp_path) as aws, LocalSlack(paced=False) as slack, LocalConfluence() as wiki:
        stack = await aws.deploy()
        await aws.console(stack).make()
        root = aws._keys  # noqa: SLF001 — the root's, which the demo gives nobody
        env = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "AWS_ENDPOINT_URL": aws.url,
            "AWS_REGION": aws.region,
            "ALARM_QUEUE_URL": stack.queue_url,
            "ALARM_TOPIC_ARN": stack.topic_arn,
            "ALERT_CHANNEL": ALERTS,
            "OPS_CHANNEL": OPS,
            "ADMIN_GROUP": ADMINS,
            "STATE_URL": f"sqlite:///{tmp_path}/state.db",
            "BEDROCK_MODEL": "eu.some.model-v1:0",
            **wiki.environment,
        }
        yield World(env, root, await aws.role_keys(stack), aws, stack)


def policy(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


async def test_every_line_is_ok_where_all_is_well(world):
    begun = time.monotonic()
    status, out = await world.check(world.root)
    assert time.monotonic() - begun < SECONDS
    assert (status, [line for line in out.splitlines() if not line.startswith("✓ ok")]) == (0, [])
    assert len(out.splitlines()) == 24
    status, out = await world.check(world.root, "--json")
    assert status == 0
    assert {one["ok"] for one in json.loads(out)} == {"ok"}


async def test_the_bots_own_role_fails_nothing_and_learns_what_to_lend(world):
    status, found = await world.found(world.role)
    assert status == 0
    assert "failed" not in {one["ok"] for one in found.values()}
    assert found["queue"]["says"].startswith("reached")
    assert found["subscription"]["ok"] == "skipped"
    assert "lend the keys sns:ListSubscriptionsByTopic" in found["subscription"]["remedy"]
    assert found["DescribeAlarms"]["ok"] == "ok"


async def test_keys_that_may_read_the_queue_and_nothing_about_it(world):
    keys = await world.keys_that_may("sqs:DeleteMessage", "cloudwatch:DescribeAlarms")
    status, found = await world.found(keys)
    assert status == 0
    assert found["queue"]["ok"] == "skipped"
    assert found["queue"]["says"].startswith("reached")
    assert "lend the keys sqs:GetQueueAttributes" in found["queue"]["remedy"]


async def test_keys_that_may_nothing(world):
    status, found = await world.found(await world.keys_that_may())
    assert status == 1
    for name in ("queue", "DescribeAlarms"):
        assert found[name]["ok"] == "failed"
        assert "the role of infra/watchbell.yml" in found[name]["remedy"]
    assert found["topic"]["ok"] == "skipped"


async def test_no_secret_is_printed(world):
    keys = world.role
    _, out = await world.check(keys | {"SLACK_API_URL": world.env["SLACK_API_URL"]})
    secrets = (world.env["SLACK_BOT_TOKEN"], world.env["SLACK_APP_TOKEN"], *keys.values(), "ticket=")
    assert [one for one in secrets if one in out] == []


async def test_what_fails_ends_with_1(world):
    status, out = await world.check(world.root | {"ALERT_CHANNEL": "C0NOWHERE"})
    assert status == 1
    assert "✗ failed" in out
