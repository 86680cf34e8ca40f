"""What CloudWatch says of one alarm, parsed: values without I/O."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType, Self

AlarmArn = NewType("AlarmArn", str)
ContributorId = NewType("ContributorId", str)

ARN_PARTS = 7


class State(StrEnum):
    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


class Kind(StrEnum):
    METRIC = "metric"
    MATH = "math"
    ANOMALY = "anomaly"
    COMPOSITE = "composite"
    PROMQL = "promql"
    LOG = "log"
    UNKNOWN = "unknown"


class Comparison(StrEnum):
    """The seven ways CloudWatch compares a datapoint with what is allowed."""

    GREATER = "GreaterThanThreshold"
    GREATER_OR_EQUAL = "GreaterThanOrEqualToThreshold"
    LESS = "LessThanThreshold"
    LESS_OR_EQUAL = "LessThanOrEqualToThreshold"
    OUTSIDE_BAND = "LessThanLowerOrGreaterThanUpperThreshold"
    BELOW_BAND = "LessThanLowerThreshold"
    ABOVE_BAND = "GreaterThanUpperThreshold"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an alarm lives."""

    partition: str = "aws"
    region: str = ""
    account: str = ""


NOWHERE = Place()


def place_of(arn: AlarmArn) -> Place:
    """Where the alarm of *arn* lives: `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:web-7-cpu-high`."""
    _, partition, _, region, account, *_ = (*arn.split(":", 6), "", "", "", "", "")
    return Place(partition, region, account)


def name_of(arn: AlarmArn) -> str:
    """Its name, which may hold colons itself."""
    parts = arn.split(":", 6)
    return parts[6] if len(parts) == ARN_PARTS else arn


@dataclass(frozen=True, slots=True)
class Metric:
    """What is measured; for metric math, the expression under its label."""

    name: str
    namespace: str = ""
    dimensions: tuple[tuple[str, str], ...] = ()
    statistic: str = ""  # Average, Sum, p99 … as CloudWatch's console writes them
    unit: str = ""  # CloudWatch's names: Percent, Bytes, Seconds, Count/Second …
    expression: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """When the alarm goes off; *threshold* is absent where a band decides."""

    comparison: Comparison | None = None
    threshold: float | None = None
    lower: float | None = None
    upper: float | None = None
    period: int = 0  # seconds
    evaluation_periods: int = 0
    datapoints_to_alarm: int = 0  # the M of "M of N"; 0 where nobody said


@dataclass(frozen=True, slots=True)
class Child:
    """One alarm under a composite; *state* is absent where nobody said."""

    name: str
    arn: str = ""
    state: State | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contributor:
    """One series of an alarm that watches many: `Team = b`."""

    id: ContributorId
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing CloudWatch, or somebody by hand, said of an alarm."""

    arn: AlarmArn  # the alarm's identity: CloudWatch's own, or derived from place and name
    name: str
    state: State
    changed_at: datetime  # UTC
    place: Place = NOWHERE
    previous: State | None = None
    reason: str = ""
    description: str = ""
    kind: Kind = Kind.UNKNOWN
    metric: Metric | None = None
    condition: Condition | None = None
    values: tuple[float, ...] = ()  # the datapoints named in the reason, newest first
    rule: str = ""  # of a composite
    children: tuple[Child, ...] = ()
    contributor: Contributor | None = None
    by_hand: bool = False  # nobody but its publisher will ever close it
    swept: bool = False  # read in CloudWatch itself, not heard

    @property
    def contributor_id(self) -> ContributorId:
        return self.contributor.id if self.contributor else ContributorId("")

    @property
    def incomplete(self) -> bool:
        """Whether CloudWatch knows more of it than the message said: children, or the M of M-of-N."""
        unsaid_m = self.condition is not None and not self.condition.datapoints_to_alarm
        return self.kind in {Kind.COMPOSITE, Kind.UNKNOWN} or unsaid_m

    def completed(self, found: "Alarm") -> Self:
        """Itself, with what only *found* knows."""
        return replace(
            self,
            kind=found.kind if self.kind is Kind.UNKNOWN else self.kind,
            description=self.description or found.description,
            metric=self.metric or found.metric,
            condition=_with_m(self.condition, found.condition),
            rule=self.rule or found.rule,
            children=found.children or self.children,
        )


def _with_m(said: Condition | None, found: Condition | None) -> Condition | None:
    if said is None or found is None or said.datapoints_to_alarm:
        return said or found
    return replace(said, datapoints_to_alarm=found.datapoints_to_alarm)
