"""How things look in Slack: the board's Face, put together from pure parts that know no client."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from services.event import Event
from services.incident import Line
from services.locale import translations
from services.muting.mute import Silence
from services.post import Message, Page, Subject
from services.slack.event_card import event_card, event_lines
from services.slack.incident_card import incident_card
from services.slack.limits import fit, plain
from services.slack.lines import incident_lines
from services.slack.silence_card import silence_card
from services.slack.speech import Speech
from services.slack.storm_card import storm_card, storm_page
from services.storming.storm import Storm


class Cards:
    """Pure and total: whatever is said of an alarm, there is a message that Slack takes."""

    def __init__(self, language: str = "en", *, dashboard_url: str = "", timezone: ZoneInfo) -> None:
        self._speech = Speech(translations(language), timezone)
        self._dashboard = dashboard_url

    def card(self, subject: Subject, *, earlier: str = "") -> Message:
        """The card of *subject*; *earlier* is the address of the card of the incident before it."""
        if isinstance(subject, Event):
            return fit(event_card(self._speech, subject))
        if isinstance(subject, Silence):
            return fit(silence_card(self._speech, subject))
        if isinstance(subject, Storm):
            return fit(storm_card(self._speech, subject))
        return fit(incident_card(self._speech, subject, earlier=earlier, dashboard=self._dashboard))

    def lines(self, subject: Subject, lines: Sequence[Line]) -> Message:
        """The thread message for some timeline lines; for an event, which has none, all that it says."""
        if isinstance(subject, Event):
            return fit(event_lines(self._speech, subject))
        if isinstance(subject, Silence | Storm):
            return self.card(subject)
        return fit(incident_lines(self._speech, subject, lines))

    def page(self, storm: Storm, page: Page) -> Message:
        """A part of the list of a storm's alarms."""
        return storm_page(self._speech, storm, page)

    def plain(self, message: Message) -> Message:
        """The same as text alone."""
        return plain(message)
