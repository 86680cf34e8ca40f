"""The alarms under a composite: those it names as triggering, then the rest of its rule."""

import re
from collections.abc import Iterator
from datetime import datetime

from services.alarm import Child, State
from services.aws.notification.times import when
from services.aws.notification.values import Tree, items, line, pick, tree

_MOST = 200
_SAID = re.compile(
    r"(?P<arn>arn:[^:]{0,40}:cloudwatch:[^:]{0,40}:[^:]{0,40}:alarm:.{1,255}?)"
    r" transitioned to (?P<state>[A-Z_]{2,20})(?: at (?P<at>[A-Za-z0-9 ,:]{1,60}? UTC))?"
)
# ALARM("a name"), OK(a-name), and the list that ends AT_LEAST(2, NOT ALARM, (a, b))
_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_NAMED = re.compile(rf"\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*(?:\(\s*(?:{_QUOTED}|([^()\"]*))|,\s*\(([^()]*)\))")


def transitions(reason: str) -> bool:
    """Whether the sentence is a composite's: another alarm's change is why."""
    return _SAID.search(reason) is not None


def read_children(data: Tree, rule: str, reason: str, evidence: Tree) -> tuple[Child, ...]:
    found: dict[str, Child] = {}
    for child in (*_listed(data, evidence), *_in_reason(reason), *_in_rule(rule)):
        known = found.get(child.name)
        if known is None or (known.state is None and child.state is not None):
            found[child.name] = child
    return tuple(found.values())[:_MOST]


def state_of(value: object) -> State | None:
    text = line(value).strip().upper().replace(" ", "_")
    return State(text) if text in State.__members__ else None


def _listed(data: Tree, evidence: Tree) -> Iterator[Child]:
    stated = (pick(data, "TriggeringChildren"), pick(evidence, "TriggeringAlarms"))
    for entry in (tree(entry) for children in stated for entry in items(children, _MOST)):
        state = tree(pick(entry, "State"))
        if child := _child(
            line(pick(entry, "Arn"), 1_600), pick(state, "Value"), when(pick(state, "Timestamp"))
        ):
            yield child


def _in_reason(reason: str) -> Iterator[Child]:
    for said in _SAID.finditer(reason):
        if child := _child(said["arn"], said["state"], when(said["at"])):
            yield child


def _in_rule(rule: str) -> Iterator[Child]:
    for quoted, plain, several in _NAMED.findall(rule):
        names = several.split(",") if several else [quoted.replace('\\"', '"') or plain]
        for name in names:
            if child := _child(name.strip(' \t\n"')):
                yield child


def _child(name_or_arn: str, state: object = None, since: datetime | None = None) -> Child | None:
    is_arn = name_or_arn.startswith("arn:") and ":alarm:" in name_or_arn
    name = line(name_or_arn.partition(":alarm:")[2] if is_arn else name_or_arn)
    if not name.strip():
        return None
    return Child(name, name_or_arn if is_arn else "", state_of(state), since)
