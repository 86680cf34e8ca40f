"""Values as the JSON that the store keeps, and back."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from services.event import Event
from services.incident import Acted, Changed, Ended, Incident, Line
from services.record import Record

_INCIDENT = TypeAdapter(Incident)
_EVENT = TypeAdapter(Event)
_RECORD = TypeAdapter(Record)
_LINE: TypeAdapter[Line] = TypeAdapter(Annotated[Changed | Acted | Ended, Field(discriminator="kind")])


def dump_subject(subject: Incident | Event) -> tuple[str, str]:
    """Its kind, and itself."""
    if isinstance(subject, Incident):
        return "incident", _INCIDENT.dump_json(subject).decode()
    return "event", _EVENT.dump_json(subject).decode()


def load_subject(kind: str, doc: str) -> Incident | Event:
    return load_incident(doc) if kind == "incident" else _EVENT.validate_json(doc)


def load_incident(doc: str) -> Incident:
    return _INCIDENT.validate_json(doc)


def dump_record(record: Record) -> str:
    return _RECORD.dump_json(record).decode()


def load_record(doc: str) -> Record:
    return _RECORD.validate_json(doc)


def dump_line(line: Line) -> str:
    return _LINE.dump_json(line).decode()


def load_line(doc: str) -> Line:
    return _LINE.validate_json(doc)
