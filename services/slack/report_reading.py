"""What somebody left standing in the modal of a report.

Follows https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.asking.talk import Thread
from services.incident import ChannelId, IncidentId
from services.post import Ts
from services.reporting.form import Errand, Form
from services.reporting.report import Section, Topic
from services.reporting.timeline import MomentUnread, Telling
from services.reporting.wiki import Space, SpaceKey
from services.slack.fields import Values, chosen, is_ticked, line
from services.slack.report_parts import joined_parts
from services.slack.text import literal

TITLE, SPACE, MOMENTS, THREAD, BARE = "title", "space", "moments", "thread", "bare"
UNSAID = "not said again"  # why there is no summary: the form said it when it was opened


def metadata(errand: Errand) -> str:
    """What the modal carries: the ids alone."""
    return f"{errand.incident} {errand.thread}"


def read_metadata(carried: str) -> Errand:
    incident, _, thread = carried.partition(" ")
    channel, _, ts = thread.partition(":")
    return Errand(IncidentId(incident), Thread(ChannelId(channel), Ts(ts)))


@dataclass(frozen=True, slots=True)
class Reading:
    telling: Telling
    view: Mapping[str, Any]

    def form(self) -> Form | dict[str, str]:
        """Or, by block, what is wrong with it."""
        texts = joined_parts(self._values)
        try:
            moments = self.telling.read(texts.get(MOMENTS, ""))
        except MomentUnread as error:
            return {self._first(MOMENTS): self._unread(error)}
        form = Form(
            read_metadata(self.view["private_metadata"]),
            line(self._values, TITLE),
            SpaceKey(chosen(self._values, SPACE)),
            self._spaces(),
            tuple(
                Section(topic, texts[topic.value]) for topic in Topic if texts.get(topic.value, "").strip()
            ),
            moments,
            has_thread=THREAD in self._values,
            with_thread=is_ticked(self._values, THREAD),
            lack=UNSAID if BARE in self._values else "",
            bare=is_ticked(self._values, BARE),
        )
        return {BARE: self._unsaid()} if form.lack and form.is_bare and not form.bare else form

    @property
    def _values(self) -> Values:
        values: Values = self.view["state"]["values"]
        return values

    def _spaces(self) -> tuple[Space, ...]:
        """Those that the form offers."""
        for block in self.view["blocks"]:
            if block.get("block_id") == SPACE:
                options = block["element"]["options"]
                return tuple(Space(SpaceKey(one["value"]), one["text"]["text"]) for one in options)
        return ()

    def _first(self, name: str) -> str:
        return next(block for block in self._values if block.startswith(f"{name}:0:"))

    def _unread(self, error: MomentUnread) -> str:
        said = self.telling.tr.gettext(
            "Write each line like 2026-11-20 14:06 Alice: rolled back. This one I can't read: {line}"
        )
        return said.format(line=literal(str(error), 80))

    def _unsaid(self) -> str:
        return self.telling.tr.gettext("Write a summary above, or tick this to file the report without one.")
