"""What commands are answered: pure, like the cards."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from services.audit import Deed
from services.dead_letters.letters import Shelf
from services.drill import Leg
from services.incident import Incident
from services.locale import translations
from services.muting.mute import Mute
from services.overview import Overview
from services.post import Block, Message
from services.slack.dead_letters_reply import dead_letters_reply
from services.slack.limits import fit
from services.slack.members import and_more
from services.slack.mute_form import mute_form
from services.slack.overview_reply import overview_reply
from services.slack.rich_text import Phrase, bullets, fill, joined, rich_text, section, spoken, words
from services.slack.silence_card import mute_row
from services.slack.speech import Speech
from services.slack.status_reply import status_reply
from services.slack.words import quantity
from services.status import Status

DEEDS = 30  # rows of one answer


class Replies:
    """Whatever there is to answer, there is a message that Slack takes."""

    def __init__(self, language: str, timezone: ZoneInfo) -> None:
        self._speech = Speech(translations(language), timezone)

    def overview(self, overview: Overview) -> Message:
        return fit(overview_reply(self._speech, overview))

    def status(self, status: Status) -> Message:
        return fit(status_reply(self._speech, status))

    def dead_letters(self, shelf: Shelf) -> Message:
        return fit(dead_letters_reply(self._speech, shelf))

    def drill(self, legs: Sequence[Leg]) -> Message:
        tr = self._speech.tr
        names = {
            "published": tr.gettext("Published to the topic"),
            "accepted": tr.gettext("Received and stored"),
            "shown": tr.gettext("Shown in Slack"),
            "recovered": tr.gettext("Closed by its OK"),
        }
        whole = sum(leg.took or 0.0 for leg in legs)
        well = all(leg.took is not None for leg in legs)
        proved = tr.gettext("✅ The whole path works: {duration}.").format(
            duration=quantity(tr, whole, "Seconds")
        )
        head = words(proved if well else tr.gettext("❌ The test alarm did not get through."))
        late = tr.gettext("not within 30 s")
        lines = [
            words(f"{names[leg.name]}: {late if leg.took is None else quantity(tr, leg.took, 'Seconds')}")
            for leg in legs
        ]
        return fit(_listed(head, lines))

    def audit(self, deeds: Sequence[Deed]) -> Message:
        tr = self._speech.tr
        if not deeds:
            return Message(tr.gettext("Nothing was done in that time, as far as that goes."))
        head = words(tr.ngettext("{n} action", "{n} actions", len(deeds)).format(n=len(deeds)))
        lines = [self._deed(deed) for deed in deeds[:DEEDS]]
        if len(deeds) > DEEDS:
            lines.append(words(tr.gettext("and {n} more").format(n=len(deeds) - DEEDS)))
        return fit(_listed(head, lines))

    def mutes(self, mutes: Sequence[Mute]) -> Message:
        tr = self._speech.tr
        if not mutes:
            return Message(tr.gettext("Nothing is muted."))
        head = words(tr.ngettext("{n} mute", "{n} mutes", len(mutes)).format(n=len(mutes)))
        lines = [mute_row(self._speech, mute) for mute in mutes[:DEEDS]]
        more = and_more(tr, len(mutes) - DEEDS)
        return fit(_listed(head, [*lines, *([more] if more else [])]))

    def muted(self, mute: Mute) -> Message:
        tr = self._speech.tr
        head = words(tr.gettext("Muted; it ends by itself."))
        if mute.weekly:
            begins = self._speech.when(mute.weekly.next(mute.since))
            head = fill(tr.gettext("Muted every week; next from {time}."), time=begins)
        return fit(_listed(head, [mute_row(self._speech, mute)]))

    def mute_form(self, incident: Incident) -> Block:
        """What opens to mute the alarm of *incident*."""
        return mute_form(self._speech, incident)

    def unmuted(self, mutes: Sequence[Mute]) -> Message:
        head = words(self._speech.tr.gettext("Not muted any more:"))
        return fit(_listed(head, [words(mute.pattern, bold=True) for mute in mutes]))

    def help(self, commands: Sequence[tuple[str, str]], mistyped: str = "", meant: str = "") -> Message:
        """*commands* are pairs of what to type and what it does."""
        tr = self._speech.tr
        head = words(tr.gettext("What you can ask me:"))
        if mistyped:
            unknown = tr.gettext("I don't know “{typed}”.")
            guess = tr.gettext(" Did you mean {meant}?").format(meant=meant) if meant else ""
            head = [*fill(unknown, typed=words(mistyped, 60)), *words(guess)]
        lines = [[*words(typed, bold=True), *words(f"  {does}")] for typed, does in commands]
        return fit(_listed(head, lines))

    def _deed(self, deed: Deed) -> Phrase:
        person, target = words(deed.person.name, 60, bold=True), words(deed.target, 150)
        tr = self._speech.tr
        endings = {"done": "", "refused": tr.gettext("refused"), "failed": tr.gettext("failed")}
        outcome = words(endings[deed.outcome])
        return joined([self._speech.when(deed.at), person, words(deed.action, 60), target, outcome])


def _listed(head: Phrase, lines: Sequence[Phrase]) -> Message:
    text = "\n".join(spoken(phrase) for phrase in (head, *lines))
    return Message(text, tuple(rich_text(section(head), bullets(lines))))
