"""Slack's state against the truth: an alarm is shown when exactly one live place states its current state."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from demo.slack.people import BOT, Message

STATED = re.compile(r"\b(ALARM|OK|INSUFFICIENT_DATA|CLOSED)\b \W*?(w\d+-[\w-]+)")
PAGE = re.compile(r"storm-\w+/\w+/[1-9]\d*")
SIGNS = {"\N{LARGE RED CIRCLE}": "ALARM", "\N{MEDIUM WHITE CIRCLE}": "INSUFFICIENT_DATA"}
SIGNS |= {"\N{LARGE GREEN CIRCLE}": "OK", "\N{WHITE HEAVY CHECK MARK}": "CLOSED"}
ELSEWHERE = ""  # its own card states it
TOKEN = re.compile(r"token (\S+) told")
NAME = re.compile(r"(w\d+-[\w-]+)")
ENDED = frozenset({"OK", "CLOSED"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where an alarm's state stands: its card, or its entry among those of a storm."""

    alarm: str
    state: str
    subject: str
    channel: str
    ts: str
    is_card: bool = True


@dataclass(frozen=True, slots=True)
class Truth:
    """What CloudWatch has of an alarm: its state, or none where it was deleted."""

    alarm: str
    state: str | None
    must_show: bool = True  # else it may be missing: a person deleted its card, or nobody was told of it
    tokens: Collection[str] = ()  # of the changes that are to stand in its thread, once each


@dataclass(frozen=True, slots=True)
class Left:
    """A channel that took nothing for a while: cards that went elsewhere meanwhile stand there still."""

    channel: str
    until: str


@dataclass(frozen=True, slots=True)
class Verdict:
    lost: list[str] = field(default_factory=list)
    double: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.double or self.wrong)

    def __str__(self) -> str:
        told = (("lost", self.lost), ("double", self.double), ("wrong", self.wrong))
        return "\n".join(f"  {kind}: {one}" for kind, which in told for one in which)


def compare(
    truths: Iterable[Truth],
    messages: Sequence[Message],
    *,
    left: Sequence[Left] = (),
    since: str = "",
) -> Verdict:
    """Hold *messages* against *truths*; what stood before *since* the bot no longer knows."""
    own = [one for one in messages if one.user == BOT and one.ts > since]
    verdict = Verdict()
    verdict.double.extend(_posted_twice(own))
    listed = {entry.alarm for one in own for entry in _listed(one)}
    places = _by_alarm(live(own, left))
    told = Counter(token for one in own if one.is_reply for token in TOKEN.findall(one.text))
    for truth in truths:
        _judge(truth, places.get(truth.alarm, []), verdict)
        # the thread of one that a storm speaks for is left out
        _judge_lines(truth, told, verdict, all_told=truth.alarm not in listed)
    return verdict


def live(messages: Sequence[Message], left: Sequence[Left] = ()) -> list[Place]:
    """The places whose state counts: not those that the bot left behind for another channel."""
    cards = [place for one in messages if not one.is_reply for place in _stated(one)]
    places = [*cards, *(entry for one in messages for entry in _listed(one) if entry.state != ELSEWHERE)]
    channels = defaultdict(set)
    for place in places:
        channels[place.alarm].add(place.channel)  # a page does not say of which incident it speaks
    return [one for one in places if not (len(channels[one.alarm]) > 1 and _is_left(one, left))]


def _is_left(place: Place, left: Sequence[Left]) -> bool:
    return any(place.channel == one.channel and place.ts < one.until for one in left)


def _stated(message: Message) -> list[Place]:
    """What the heading of a card says."""
    subject, post = posted(message)
    found = STATED.search(message.text) if post.endswith("/0") else None
    return [Place(found[2], found[1], subject, message.channel, message.ts)] if found else []


def _listed(message: Message) -> list[Place]:
    """What a page of a storm says, name by name."""
    subject, post = posted(message)
    if not PAGE.fullmatch(post):
        return []
    places, state = [], ELSEWHERE
    for row in _page(message).splitlines():
        if found := NAME.match(row):
            place = Place(
                found[1], state, f"{subject} {found[1]}", message.channel, message.ts, is_card=False
            )
            places.append(place)
        elif not row.startswith("```"):
            state = SIGNS.get(row[:1], ELSEWHERE)
    return places


def _page(message: Message) -> str:
    return "\n".join([message.text, *(block.get("text", "") for block in message.blocks)])


def posted(message: Message) -> tuple[str, str]:
    """The subject and the post that the metadata of *message* name."""
    payload = (message.metadata or {}).get("event_payload", {})
    return str(payload.get("subject", "")), str(payload.get("post", ""))


def _posted_twice(messages: Iterable[Message]) -> list[str]:
    counted = Counter((one.channel, posted(one)[1]) for one in messages if posted(one)[1])
    return [f"{post} in {channel}" for (channel, post), times in counted.items() if times > 1]


def _by_alarm(places: Iterable[Place]) -> Mapping[str, list[Place]]:
    found = defaultdict(list)
    for place in places:
        found[place.alarm].append(place)
    return found


def _judge(truth: Truth, places: Sequence[Place], verdict: Verdict) -> None:
    said = f"{truth.alarm} is {truth.state or 'deleted'}, shown as {[one.state for one in places]}"
    if any(times > 1 for times in Counter(one.subject for one in places).values()):
        verdict.double.append(said)
    still = [one.state for one in places if one.state not in ENDED]
    open_ = truth.state == "ALARM" or (truth.state == "INSUFFICIENT_DATA" and (truth.must_show or still))
    if not places:
        verdict.lost.extend([said] if truth.must_show else [])
    elif still != ([truth.state] if open_ else []) and (still or truth.must_show):
        verdict.wrong.append(said)


def _judge_lines(truth: Truth, told: Mapping[str, int], verdict: Verdict, *, all_told: bool) -> None:
    missing = [token for token in truth.tokens if all_told and not told.get(token)]
    verdict.lost.extend(f"the line {token}" for token in missing)
    verdict.double.extend(f"the line {token}" for token in truth.tokens if told.get(token, 0) > 1)
