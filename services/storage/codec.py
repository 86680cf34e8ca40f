"""Values as the JSON that the store keeps, and back."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from services.event import Event
from services.incident import Incident, Line
from services.muting.mute import Mute, Silence
from services.post import Subject
from services.record import Record
from services.storming.storm import Storm

_INCIDENT = TypeAdapter(Incident)
_EVENT = TypeAdapter(Event)
_RECORD = TypeAdapter(Record)
_SILENCE = TypeAdapter(Silence)
_STORM = TypeAdapter(Storm)
_MUTE = TypeAdapter(Mute)
_LINE: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="kind")])


def dump_subject(subject: Subject) -> tuple[str, str]:
    """Its kind, and itself."""
    match subject:
        case Incident():
            return "incident", _INCIDENT.dump_json(subject).decode()
        case Silence():
            return "silence", _SILENCE.dump_json(subject).decode()
        case Storm():
            return "storm", _STORM.dump_json(subject).decode()
        case _:
            return "event", _EVENT.dump_json(subject).decode()


def load_subject(kind: str, doc: str) -> Subject:
    match kind:
        case "incident":
            return load_incident(doc)
        case "silence":
            return load_silence(doc)
        case "storm":
            return load_storm(doc)
        case _:
            return _EVENT.validate_json(doc)


def load_storm(doc: str) -> Storm:
    return _STORM.validate_json(doc)


def load_silence(doc: str) -> Silence:
    return _SILENCE.validate_json(doc)


def dump_mute(mute: Mute) -> str:
    return _MUTE.dump_json(mute).decode()


def load_mute(doc: str) -> Mute:
    return _MUTE.validate_json(doc)


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
