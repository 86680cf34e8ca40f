"""What the model of the demo looks up before it answers: what the question needs and the evidence lacks."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from demo.bedrock.brief import Brief
from demo.bedrock.replies import Conversation, Wants

MOST = 3  # look-ups for one question
NAMED = re.compile(r"[\w가-힣]+(?:-[\w가-힣]+)+")
GROUP = re.compile(r"(?<![\w.:/])/[\w./#-]*\w")
PARTICLE = re.compile(r"(?<=[a-z0-9])[가-힣]+$")  # checkout-api는
WHY = re.compile(r"\bwhy\b|\bcause|\breason|\bwhat happened|왜|원인|이유|무슨 일", re.IGNORECASE)
LOGS = re.compile(r"\blogs?\b|로그", re.IGNORECASE)
CHANGES = re.compile(r"\bchange[ds]?\b|\bdeploy|\bwho\b|\brelease|변경|배포|누가", re.IGNORECASE)
STATE = re.compile(r"\bhow is\b|\bstate of\b|\brunning\b|\bhealthy?\b|상태", re.IGNORECASE)
ALARMS = re.compile(
    r"\b(which|what|all|other|any) (\w+ )?alarms\b|어떤 (경보|알람)|(경보|알람)(들|이| 목록)", re.IGNORECASE
)
DATABASE = "/aws/rds/"
GUESSED = {"checkout": "checkout-api"}  # what an alarm is about, by how its name begins
UNCHANGED = "No change is recorded"


def wish(conversation: Conversation, brief: Brief) -> Wants | None:
    """The next look-up; each tool is asked once for one question."""
    results = conversation.turns[-1].results
    offered = {tool.name: tool for tool in conversation.tools}
    asked = {result.tool for result in results}
    if len(results) >= MOST:
        return None
    for name, arguments in _wishes(brief):
        if name in offered and name not in asked:
            known = offered[name].parameters.get("properties", {})
            given = {key: value for key, value in arguments.items() if key in known}
            return Wants(name, given)
    return None


def _wishes(brief: Brief) -> Iterator[tuple[str, Mapping[str, Any]]]:
    question, own = brief.question, brief.alarm.get("name", "")
    others = [name for name in _names(question) if name != own]
    groups = GROUP.findall(question)
    if CHANGES.search(question) and others:
        yield "changes", {"resource": others[0], "hours": 3}
    elif others and not STATE.search(question) and not groups:
        yield "alarm_history", {"name": others[0], "hours": 24}
    if LOGS.search(question) and (group := groups[0] if groups else _log_group(brief)):
        yield "logs", {"log_group": group, "minutes": 60}
    if ALARMS.search(question):
        yield "list_alarms", {"state": "ALARM"}
    if (WHY.search(question) or CHANGES.search(question)) and not others and (resource := _behind(brief)):
        yield "changes", {"resource": resource, "hours": 3}
    if STATE.search(question) and (resource := others[0] if others else _behind(brief)):
        yield "describe", {"kind": "ecs_service", "name": f"shop/{resource}"}


def _names(question: str) -> list[str]:
    found = (PARTICLE.sub("", name) for name in NAMED.findall(GROUP.sub(" ", question)))
    return [name for name in found if not name[0].isdigit()]


def _log_group(brief: Brief) -> str:
    """Where logs might be, if nobody looked there yet."""
    if brief.section("logs"):
        return ""
    function = re.search(r"FunctionName=([\w-]+)", brief.alarm.get("metric", ""))
    return f"/aws/lambda/{function[1]}" if function else ""


def _behind(brief: Brief) -> str:
    """What runs behind the alarm, if no change is known that explains it, and nobody looked for one there."""
    logs, changes = brief.section("logs"), brief.section("changes")
    if changes is not None and UNCHANGED not in changes.text:
        return ""
    if logs is None:
        return GUESSED.get(brief.alarm.get("name", "").partition("-")[0], "")
    parts = logs.where.partition(",")[0].split("/")
    resource = parts[-2] if DATABASE in logs.where else parts[-1]  # the last part is the kind of log
    return "" if changes is not None and resource == changes.where else resource
