"""Reports to file, and a reader of storage format that is not Confluence's stand-in."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

from services.alarm import State
from services.incident import IncidentId
from services.reporting.report import Chart, Evidence, Moment, Point, Remark, Report, Section, Topic

NOON = datetime(2026, 11, 20, 9, 14, tzinfo=UTC)
CONTENT, RESOURCE = "http://atlassian.com/content", "http://atlassian.com/resource/identifier"
AC, RI = f"{{{CONTENT}}}", f"{{{RESOURCE}}}"


def aws(host: str) -> bool:
    return host.endswith(".aws.amazon.com")


def read(body: str) -> ET.Element:
    """The body as XML; it raises where that is not well-formed."""
    page = f'<page xmlns:ac="{CONTENT}" xmlns:ri="{RESOURCE}">{body}</page>'
    return ET.fromstring(page.encode())  # noqa: S314 — expat bounds what entities grow to


def tags(body: str) -> set[str]:
    return {element.tag for element in read(body).iter()} - {"page"}


def addresses(body: str) -> list[str]:
    return [element.get("href", "") for element in read(body).iter("a")]


def text(body: str) -> str:
    return "".join(read(body).itertext())


def macros(body: str) -> list[str]:
    return [element.get(f"{AC}name", "") for element in read(body).iter(f"{AC}structured-macro")]


def wave(count: int = 60) -> tuple[Point, ...]:
    return tuple(Point(NOON + timedelta(minutes=number), 20 + number % 17 * 4.0) for number in range(count))


def report(**other: object) -> Report:
    told: dict[str, object] = {
        "incident": IncidentId("3f9a12bc00d1e2f3"),
        "alarm": "checkout-p99",
        "state": State.OK,
        "filed_at": NOON + timedelta(hours=1),
        "account": "123456789012",
        "region": "eu-west-1",
        "opened_at": NOON,
        "closed_at": NOON + timedelta(minutes=42),
        "watched_by": ("Alice", "Bob"),
        "sections": (
            Section(Topic.CAUSE, "The pool was *exhausted*:\n\n```sql\nselect 1\n```"),
            Section(Topic.IMPACT, "# Who\n\nOne in **five** orders failed."),
            Section(Topic.FOLLOW_UPS, "- [ ] Raise the limit\n- [ ] Alarm on it"),
        ),
        "timeline": (
            Moment(NOON, "OK → ALARM: p99 was 2.3 s"),
            Moment(NOON + timedelta(minutes=2), "is on it", "Alice"),
        ),
        "chart": Chart("Latency p99", wave(), 70.0, "ms"),
        "evidence": (Evidence("Logs", "https://eu-west-1.console.aws.amazon.com/cloudwatch/home"),),
        "thread_url": "https://example.slack.com/archives/C1/p1",
        "thread": (Remark("Alice", NOON + timedelta(minutes=2), "looking\nat <it> & the pool"),),
    }
    return Report(**(told | other))  # type: ignore[arg-type]


def full_of(hostile: str) -> Report:
    """A report with *hostile* in every place that takes a text."""
    return report(
        alarm=hostile,
        account=hostile,
        region=hostile,
        watched_by=(hostile, hostile),
        sections=tuple(Section(topic, hostile) for topic in Topic),
        timeline=(Moment(NOON, hostile, hostile),),
        chart=Chart(hostile, wave(3), 1.0, hostile),
        evidence=(Evidence(hostile, hostile),),
        thread_url=hostile,
        thread=(Remark(hostile, NOON, hostile),),
    )
