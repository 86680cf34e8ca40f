"""Any JSON → labelled facts, the most telling first, and none lost without a word."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from services.aws.notification.secrecy import LEFT_OUT, is_secret, without_secrets
from services.aws.notification.values import Json, cut, line, prose, scalar, structure

Fact = tuple[str, str]
Way = tuple[str, ...]

_MOST = 60
_STEPS = 3_000  # a megabyte of JSON must not hold the others up
_VALUE = 1_000
_JOINED = 25  # a longer list of scalars is told from its start, and counted
_SHALLOW, _DEEP = 2, 4
_HOLLOW = {"value", "label", "code"}
_WRAPPERS = {"detail", "Records"}
_NAMED_VALUE = ({"name", "value"}, {"key", "value"})
_RESOURCE = {"arn", "id", "resourceid"}
_NAMED = re.compile(r"(name|identifier|sourceid|instanceid|bucket|objectkey|key)$")
_TELLING = re.compile(
    r"(title|state|status|severity|result|reason|message|cause|condition|outcome|impact|event|eventtypecode"
    r"|operation|action|service|description|error|errorcode|errormessage|transition)$"
)
_DULL = re.compile(
    r"(version|token|etag|digest|sequencer|hash|md5sum|requestid|xamzid2|url|link|uri|timestamp)$"
)
_ENVELOPE = re.compile(
    r"(account|accountid|awsaccountid|region|awsregion|time|eventtime|source|eventsource|id|version)$"
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One scalar, or one list of scalars, and the way to it."""

    path: Way
    value: str

    @property
    def key(self) -> str:
        """The word that tells what it is: of `state.value` it is the state."""
        words = [re.sub(r"[\W_]", "", step).lower() for step in self.path[-2:]]
        return words[0] if words[-1:] and words[-1] in _HOLLOW else "".join(words[-1:])

    @property
    def label(self) -> str:
        return line(".".join(self.path).replace(".[", "["))


def facts_of(data: Json) -> tuple[Fact, ...]:
    """Tell everything that *data* says, and how much more there is."""
    found, whole = leaves_of(data)
    leaves = sorted(found, key=_weight)  # stable: what weighs the same keeps its order
    shown = tuple((leaf.label or "value", leaf.value) for leaf in leaves[:_MOST])
    if not whole:
        return (*shown, ("more", "thousands of values are not shown"))
    rest = len(leaves) - len(shown)
    return (*shown, ("more", f"{rest} values are not shown")) if rest else shown


def leaves_of(data: Json) -> tuple[list[Leaf], bool]:
    """Walk *data* without recursion, JSON in a text opened once; tell also whether that was all."""
    leaves: list[Leaf] = []
    waiting: list[tuple[Way, object, bool]] = [((), data, True)]
    for _ in range(_STEPS):
        if not waiting:
            break
        path, value, opens = waiting.pop()
        inner = structure(value) if isinstance(value, str) and opens else None
        if path and is_secret(path[-1]) and value:
            leaves.append(Leaf(path, LEFT_OUT))
        elif inner is not None or isinstance(value, dict | list):
            parts = list(islice(_parts(path, value if inner is None else inner), _STEPS))
            waiting += [(way, part, opens and inner is None) for way, part in reversed(parts)]
        elif (said := without_secrets(prose(value, _VALUE))).strip():
            leaves.append(Leaf(path, said))
    return leaves, not waiting


def _parts(path: Way, value: object) -> Iterator[tuple[Way, object]]:
    if isinstance(value, dict):
        yield from _of_object(path, value)
    elif isinstance(value, list) and all(not isinstance(part, dict | list) for part in value):
        if joined := _joined(value):
            yield path or ("value",), joined
    elif isinstance(value, list):
        several = len(value) > 1
        yield from (
            (_step(path, f"[{index}]") if several else path, part) for index, part in enumerate(value)
        )


def _of_object(path: Way, value: Mapping[str, object]) -> Iterator[tuple[Way, object]]:
    if {key.lower() for key in value} in _NAMED_VALUE:
        name, said = (
            next(found for key, found in value.items() if (key.lower() == "value") is last)
            for last in (False, True)
        )
        yield _step(path, line(scalar(name)) or "value"), said
        return
    for key, part in value.items():
        wraps = not path and key in _WRAPPERS and structure(part) is not None
        yield (path if wraps else _step(path, line(key))), part


def _step(path: Way, name: str) -> Way:
    """Go one step down; of a very long way only the end is kept."""
    return (*path, name)[-12:]


def _joined(value: list[object]) -> str:
    said = [text for text in map(scalar, value) if text.strip()]
    more = f" … ({len(said) - _JOINED} more)" if len(said) > _JOINED else ""
    return cut(", ".join(said[:_JOINED]), _VALUE - len(more)) + more


def _weight(leaf: Leaf) -> tuple[int, int]:
    """Weigh a fact: resources, names, states, other shallow ones, deep ones, the envelope's own."""
    depth = len(leaf.path)
    if leaf.path == ("resources",) or (leaf.path[:1] == ("resources",) and leaf.key in _RESOURCE):
        return (0, depth)
    if depth == 1 and _ENVELOPE.match(leaf.key):
        return (6, 0)
    if _DULL.search(leaf.key):
        return (5, depth)
    if _NAMED.search(leaf.key) and depth <= _SHALLOW:
        return (1, depth)
    if _TELLING.search(leaf.key) and depth <= _DEEP:
        return (2, depth)
    return (3 if depth <= _DEEP else 4, depth)
