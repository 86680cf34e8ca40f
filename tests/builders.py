"""Short ways to make the values that tests speak of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from services.alarm import (
    Alarm,
    AlarmArn,
    Comparison,
    Condition,
    Contributor,
    ContributorId,
    Kind,
    Metric,
    Place,
    State,
)
from services.desk import Delivery, Notification
from services.event import Event, EventId
from services.incident import ChannelId, Incident, IncidentId, Person, UserId

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ALICE = Person(UserId("U0ALICE"), "Alice")
BOB = Person(UserId("U0BOB"), "Bob")
ALERTS = ChannelId("C0ALERTS")
OPS = ChannelId("C0OPS")


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def alarm(
    name: str = "web-7-cpu-high", state: State = State.ALARM, *, after: float = 0, **about: object
) -> Alarm:
    """What CloudWatch says *after* so many minutes past noon."""
    said = Alarm(
        arn=AlarmArn(f"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{name}"),
        name=name,
        state=state,
        changed_at=NOON + minutes(after),
        place=Place("aws", "eu-west-1", "111122223333"),
        previous=State.OK if state is State.ALARM else State.ALARM,
        reason="Threshold Crossed: 1 datapoint [93.4] was greater than the threshold (80.0).",
        kind=Kind.METRIC,
        metric=Metric("CPUUtilization", "AWS/EC2", (("InstanceId", "i-0abc12"),), "Average", "Percent"),
        condition=Condition(Comparison.GREATER, 80.0, None, None, 300, 3, 2),
        values=(93.4,),
    )
    return replace(said, **about)  # type: ignore[arg-type]


def ok(name: str = "web-7-cpu-high", *, after: float, **about: object) -> Alarm:
    return alarm(name, State.OK, after=after, **about)


def no_data(name: str = "web-7-cpu-high", *, after: float, **about: object) -> Alarm:
    return alarm(name, State.INSUFFICIENT_DATA, after=after, **about)


def contributor(of: str) -> Contributor:
    return Contributor(ContributorId(f"id-{of}"), (("Team", of),))


def event(title: str = "Something happened", **about: object) -> Event:
    said = Event(EventId(f"event-{title}"), title, NOON)
    return replace(said, **about)  # type: ignore[arg-type]


def incident(number: int = 1, **about: object) -> Incident:
    opened = Incident.heard(IncidentId(f"incident{number}"), alarm(), opened_at=NOON)
    return replace(opened, **about)  # type: ignore[arg-type]


def deliver(*said: Notification) -> list[Delivery]:
    """Each as its own message, told apart as the parser does."""
    return [Delivery(_key(one), f"message-{number}", one) for number, one in enumerate(said)]


def _key(said: Notification) -> str:
    if isinstance(said, Event):
        return f"sns:{said.id}"
    return f"{said.arn}|{said.contributor_id}|{said.changed_at.isoformat()}|{said.state}"
