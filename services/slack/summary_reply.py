"""A summary as a person reads it: figures first, then the model's words, then what to do with it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from services.asking.answer import Failed
from services.asking.talk import Thread
from services.post import Block, Message
from services.slack.answering.closing import Closing
from services.slack.limits import fit
from services.slack.links import web_address
from services.slack.rich_text import (
    Element,
    Phrase,
    bullets,
    fill,
    joined,
    link,
    rich_text,
    section,
    spoken,
    words,
)
from services.slack.speech import Speech
from services.slack.summary_lines import Lines
from services.slack.text import cut_escaped, escaped, literal
from services.summing.shelf import Kept, SummaryId
from services.summing.summary import Prose, Refusal, Summary
from services.summing.tally import Stretch

POST, FILE = "summary_post", "summary_file"
LONGEST_PROSE = 5_000  # characters of Markdown, in its own block
TEXT = 3_900  # of the message: 4,000 with a mark at its end


@dataclass(frozen=True, slots=True)
class SummaryReply:
    speech: Speech
    safe: Callable[[str], str]  # a model's Markdown, made safe
    may_file: bool = False  # whether there is a place for pages

    def message(self, kept: Kept) -> Message:
        """The summary for the one who asked, with what may be done with it."""
        told = self._told(kept.summary, [])
        return Message(told.text, (*told.blocks, *self._buttons(kept)))

    def shared(self, kept: Kept) -> Message:
        """The same for all to see, with the name of who asked."""
        asked = self.speech.tr.gettext("asked for by {person}")
        return self._told(kept.summary, fill(asked, person=words(kept.by.name, 80)))

    def filed(self, kept: Kept) -> Message:
        """Where the page stands, or why there is none."""
        tr = self.speech.tr
        if kept.trouble:
            said = fill(tr.gettext("⚠️ It could not be filed: {reason}"), reason=words(kept.trouble, 300))
        else:
            said = fill(tr.gettext("📄 Filed in Confluence: {page}"), page=self._page(kept.page))
        return Message(spoken(said), tuple(rich_text(section(said))))

    @property
    def reading(self) -> str:
        return self.speech.tr.gettext("Reading …")

    @property
    def gone(self) -> str:
        return self.speech.tr.gettext("I no longer have this summary, or it stands here already: ask again.")

    @property
    def stays_private(self) -> str:
        return self.speech.tr.gettext("This is about a private channel: it is told there alone.")

    def unread(self, word: str) -> str:
        tr = self.speech.tr
        known = tr.gettext("Write /aws summarize 24h, 7d, #channel or the address of a thread.")
        return tr.gettext("I don't understand “{word}”.").format(word=literal(word, 40)) + " " + known

    def refused(self, refusal: Refusal) -> str:
        tr = self.speech.tr
        return {
            Refusal.UNKNOWN: tr.gettext(
                "I see no such channel or thread. If it is private, invite me there."
            ),
            Refusal.NOT_YOURS: tr.gettext("This is a private channel, and you are not in it."),
            Refusal.SILENT: tr.gettext("Slack does not let me read that just now. Try again in a minute."),
        }[refusal]

    def week_filed(self, url: str, stretch: Stretch) -> Message:
        since, until = self.speech.when(stretch.since), self.speech.when(stretch.until)
        sentence = self.speech.tr.gettext("📄 The week from {since} to {until} is in Confluence: {page}")
        said = fill(sentence, since=since, until=until, page=self._page(url))
        return Message(spoken(said), tuple(rich_text(section(said))))

    def _page(self, url: str) -> Phrase:
        """The adapter has it from Confluence, and surely leads there; else it is only told."""
        address = web_address(url)
        return link(address.url, self.speech.tr.gettext("the page")) if address else words(url)

    def _told(self, summary: Summary, asked: Phrase) -> Message:
        lines = Lines(self.speech, summary)
        head, figures = lines.head(), lines.figures()
        parts = [section(head), *([bullets(figures)] if figures else []), *lines.lists()]
        foot = joined([*lines.footnotes(), asked])
        above, below = fit(Message("", tuple(rich_text(*parts)))), rich_text(section(foot))
        prose = self._prose(summary.prose)
        said = [*(spoken(phrase) for phrase in (head, *figures)), *self._as_text(summary.prose), spoken(foot)]
        return Message(cut_escaped("\n".join(filter(None, said)), TEXT), (*above.blocks, *prose, *below))

    def _prose(self, prose: Prose | None) -> list[Block]:
        """What a model wrote, as Markdown of its own; in place of what it did not write, why."""
        if prose is None:
            return []
        if prose.trouble:
            return rich_text(section(words(self._why(prose))))
        return [{"type": "markdown", "text": self.safe(prose.text)[:LONGEST_PROSE]}]

    def _as_text(self, prose: Prose | None) -> list[str]:
        if prose is None:
            return []
        return [self._why(prose) if prose.trouble else escaped(self.safe(prose.text))]

    def _why(self, prose: Prose) -> str:
        """An error is never told as if it were a summary."""
        if prose.trouble is None:
            return ""
        thread = Thread.read("")
        why = Closing(self.speech.tr).message(Failed(prose.trouble, prose.detail), thread, begun=False).text
        return self.speech.tr.gettext("{why} The figures stand; a text is missing.").format(why=why)

    def _buttons(self, kept: Kept) -> list[Block]:
        tr = self.speech.tr
        offered = kept.may_be_posted and not kept.posted
        elements = [_button(POST, tr.gettext("Post to channel"), kept.id)] if offered else []
        if self.may_file and not kept.page:
            elements.append(_button(FILE, tr.gettext("File in Confluence"), kept.id))
        if not elements:
            return []
        # an answer that replaces another wants another id
        block_id = f"summary:{kept.id}:{len(elements)}"
        return [{"type": "actions", "block_id": block_id, "elements": elements}]


def _button(action: str, label: str, value: SummaryId) -> Element:
    text = {"type": "plain_text", "text": label, "emoji": True}
    return {"type": "button", "action_id": action, "text": text, "value": value}
