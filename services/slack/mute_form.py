"""The form behind *Mute…*: how long, or until when, and why.

Follows https://docs.slack.dev/surfaces/modals.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from gettext import NullTranslations
from typing import Any, Self

from services.incident import Incident, IncidentId
from services.muting.mute import LONGEST_REASON
from services.post import Block
from services.slack.looks import named
from services.slack.rich_text import Element, rich_text, section
from services.slack.speech import Speech

MUTE = "mute_alarm"  # what its submission is called
LENGTH, UNTIL, REASON = "length", "until", "reason"  # its fields
TYPED = 40  # characters of a time
LENGTHS = ("30m", "1h", "4h", "until tomorrow 9:00")
USUAL = "1h"


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in: a time that was typed comes before a length that was chosen."""

    incident: IncidentId
    until: str
    reason: str

    @classmethod
    def read(cls, view: Mapping[str, Any]) -> Self:
        values = view["state"]["values"]
        chosen = (values[LENGTH][LENGTH].get("selected_option") or {}).get("value")
        typed = (values[UNTIL][UNTIL].get("value") or "").strip()
        reason = values[REASON][REASON].get("value") or ""
        return cls(IncidentId(view["private_metadata"]), (typed or chosen or USUAL)[:TYPED], reason)


def mute_form(speech: Speech, incident: Incident) -> Block:
    tr = speech.tr
    until, reason = {"max_length": TYPED}, {"max_length": LONGEST_REASON}
    return {
        "type": "modal",
        "callback_id": MUTE,
        "private_metadata": incident.id,
        "title": _plain(tr.gettext("Mute an alarm")),
        "submit": _plain(tr.gettext("Mute")),
        "close": _plain(tr.gettext("Cancel")),
        "blocks": [
            *rich_text(section(named(tr, incident.alarm.name, bold=True))),
            _field(LENGTH, tr.gettext("How long"), _lengths(tr, speech.zone.key)),
            _field(UNTIL, tr.gettext("Or until"), _text(until), _times(tr, speech.zone.key)),
            _field(REASON, tr.gettext("Why"), _text(reason), tr.gettext("The card says it to everybody.")),
        ],
    }


def _times(tr: NullTranslations, zone: str) -> str:
    said = tr.gettext("18:00, tomorrow 9:00 or 2026-12-24 18:00 ({zone}), or 2h. This counts if filled in.")
    return said.format(zone=zone)


def _lengths(tr: NullTranslations, zone: str) -> Element:
    minutes = tr.gettext("{n} min")
    hours = tr.gettext("{n} h")
    tomorrow = tr.gettext("until tomorrow 9:00 ({zone})").format(zone=zone)
    labels = (minutes.format(n=30), hours.format(n=1), hours.format(n=4), tomorrow)
    options = [{"text": _plain(label), "value": value} for label, value in zip(labels, LENGTHS, strict=True)]
    return {"type": "static_select", "options": options, "initial_option": options[LENGTHS.index(USUAL)]}


def _text(about: Element) -> Element:
    return {"type": "plain_text_input", **about}


def _field(name: str, label: str, element: Element, hint: str = "") -> Block:
    field = {"type": "input", "block_id": name, "label": _plain(label), "element": element}
    element["action_id"] = name
    return field | ({"hint": _plain(hint), "optional": True} if hint else {})


def _plain(text: str) -> Element:
    return {"type": "plain_text", "text": text, "emoji": True}
