import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import aiohttp
import pytest

from demo.slack.call import Call
from demo.slack.methods_beside import SUBMISSION, SUGGESTION
from demo.slack.people import ALICE, OPS
from demo.slack.rule import Rule
from demo.slack.rules import CALLS, PARTS, Rulebook
from demo.slack.server import LocalSlack
from tests.demo.slack.installed import WIDELY
from tests.demo.slack.violations import Clock, Seed, Violation, seed
from tests.demo.slack.violations_of_messages import VIOLATIONS

RULES: tuple[Rule[Any], ...] = (*CALLS, *PARTS)
ACKS = {"view_submission": SUBMISSION, "block_suggestion": SUGGESTION}


def test_every_rule_has_its_violation_and_every_violation_its_rule():
    names = [rule.name for rule in RULES]
    assert sorted(names) == sorted(VIOLATIONS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_cites_where_it_is_documented(rule):
    assert rule.docs.startswith(("https://docs.slack.dev/", "https://github.com/slackapi/"))


@pytest.mark.parametrize("name", VIOLATIONS)
async def test_a_call_that_breaks_a_rule_is_refused_with_its_error(name, http):
    assert await outcome(VIOLATIONS[name], http) == VIOLATIONS[name].error


@pytest.mark.parametrize("name", VIOLATIONS)
async def test_without_its_row_the_same_call_is_not_refused_so(name, http):
    assert await outcome(VIOLATIONS[name], http, without=[name]) != VIOLATIONS[name].error


async def outcome(violation: Violation, http: aiohttp.ClientSession, without: Sequence[str] = ()) -> str:
    """Do what *violation* says in a Slack of its own, and return the error or what came instead."""
    clock = Clock()
    settings: dict[str, Any] = {"paced": False} | WIDELY | violation.settings
    async with LocalSlack(**settings, clock=clock, without=without) as slack:
        attempts = Attempts(violation, slack, http, seed(slack.workspace), where(violation, slack), without)
        violation.before(slack, clock)
        for _ in range(violation.allowed):
            assert await attempts.once_more() == "ok"
        return await attempts.once_more()


def where(violation: Violation, slack: LocalSlack) -> str:
    if violation.method == "response_url":
        made = slack.installation.new_response_url(OPS, ALICE)
        return made + "x" if violation.error == "invalid_url" else made
    if violation.method == "upload":
        key = slack.workspace.files.expect("a.txt", 3).key
        return f"{slack.url}/upload/v1/{key}" + ("x" if violation.error == "invalid_upload_url" else "")
    return f"{slack.url}/link/" if violation.method == "link" else slack.api_url + violation.method


@dataclass
class Attempts:
    violation: Violation
    slack: LocalSlack
    http: aiohttp.ClientSession
    there: Seed
    address: str
    without: Sequence[str] = ()
    sockets: list[aiohttp.ClientWebSocketResponse] = field(default_factory=list)

    async def once_more(self) -> str:
        fields = self.violation.fields
        said = fields(self.there) if callable(fields) else fields
        if self.violation.method in ACKS:
            return self.judged(said)
        return await (self.connect(said) if self.violation.method == "link" else self.call(said))

    def judged(self, fields: dict[str, Any]) -> str:
        """What is said against an ack, which no address takes."""
        method, slack = self.violation.method, self.slack.installation
        top = slack.workspace.views.top(ALICE)
        call = Call(method, ACKS[method], slack, fields, submitted=top.id if top else "")
        broken = Rulebook(self.without).judge(call)
        return broken.error if broken else "ok"

    async def call(self, fields: dict[str, Any]) -> str:
        body = json.dumps(fields).encode() if self.violation.body is None else self.violation.body
        headers = {"Content-Type": "application/json"}
        if bearer := self.violation.bearer:
            ours = {"bot": self.slack.bot_token, "app": self.slack.app_token}
            headers["Authorization"] = f"Bearer {ours.get(bearer, bearer)}"
        async with self.http.post(self.address, data=body, headers=headers) as answer:
            if answer.content_type != "application/json":
                return str(answer.status)
            said = await answer.json()
            return "ok" if said["ok"] else str(said["error"])

    async def connect(self, fields: dict[str, Any]) -> str:
        ticket = {"ticket": self.slack.installation.new_ticket()} | fields
        try:
            socket = await self.http.ws_connect(self.address, params=ticket)
        except aiohttp.WSServerHandshakeError as refused:
            return "invalid_ticket" if refused.status == HTTPStatus.UNAUTHORIZED else str(refused.status)
        self.sockets.append(socket)
        first = await socket.receive_json()
        return "ok" if first["type"] == "hello" else str(first["reason"])
