"""How an answer ends: what shows it, what could not be looked at, and what a person can do next."""

from dataclasses import dataclass
from gettext import NullTranslations

from services.asking.agent import Trouble
from services.asking.answer import Answered, Ending, Failed
from services.asking.evidence import Finding
from services.asking.talk import Thread
from services.incident import Person
from services.post import Block, Message
from services.slack.answering.titles import Titles
from services.slack.rich_text import Phrase, bullets, joined, link, rich_text, section, spoken, words
from services.slack.text import literal
from services.slack.words import quantity

AGAIN, RATE = "ask_again", "ask_rate"
DETAIL = 300  # characters of what the agent said of its trouble


@dataclass(frozen=True, slots=True)
class Closing:
    tr: NullTranslations

    def message(self, ending: Ending, thread: Thread, *, begun: bool) -> Message:
        """What stands below an answer; *begun* tells whether some of its text stands above."""
        match ending:
            case Answered():
                return self._answered(ending, thread)
            case Failed():
                sentence, detail = "⚠️ " + self._sentence(ending.trouble), ending.detail
            case _:
                sentence, detail = "⏹️ " + self._stopped(ending.by), ""
        unfinished = self.tr.gettext("What stands above is not a whole answer: do not rely on it.")
        said = words(f"{sentence} {unfinished}" if begun else sentence)
        blocks = rich_text(section(joined([said, words(detail, DETAIL)], "\n")))
        return Message(spoken(said), (*blocks, self._again(thread)))

    def _answered(self, ending: Answered, thread: Thread) -> Message:
        tr = self.tr
        looked = [one for one in ending.findings if not one.failed]
        lacking = [one for one in ending.findings if one.failed]
        evidence = [self._evidence(one) for one in looked]
        parts = (
            [
                section(words(tr.gettext("Evidence"), bold=True)),
                bullets(evidence),
            ]
            if evidence
            else []
        )
        if lacking:
            parts += [
                section(words(tr.gettext("Not looked at"), bold=True)),
                bullets([self._lacking(one) for one in lacking]),
            ]
        cut = [words(tr.gettext("The answer was cut: the model's limit was reached."))] if ending.cut else []
        footer = self._footer(ending)
        blocks = [*rich_text(*parts, *(section(one) for one in cut)), _context(footer), self._rating(thread)]
        return Message(footer, tuple(blocks))

    def _evidence(self, finding: Finding) -> Phrase:
        titles = Titles(self.tr)
        return link(finding.url, titles.found(finding)) or words(titles.found(finding))

    def _lacking(self, finding: Finding) -> Phrase:
        titles = Titles(self.tr)
        return joined([words(titles.topic(finding.topic)), words(titles.lacking(finding))], ": ")

    def _footer(self, ending: Answered) -> str:
        took = quantity(self.tr, round(ending.seconds, 1), "Seconds")
        caution = self.tr.gettext("A model wrote this: check before you act.")
        return f"{literal(ending.model, 100)} · {took} · {caution}"

    def _rating(self, thread: Thread) -> Block:
        tr = self.tr
        return {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": RATE,
                    "positive_button": _choice(tr.gettext("Helpful"), f"good:{thread}"),
                    "negative_button": _choice(tr.gettext("Not helpful"), f"bad:{thread}"),
                }
            ],
        }

    def _sentence(self, trouble: Trouble) -> str:
        tr = self.tr
        sentences = {
            Trouble.THROTTLED: tr.gettext("Bedrock has too much to do just now. Try again in a minute."),
            Trouble.FORBIDDEN: tr.gettext(
                "AWS does not let me ask this agent. The permission belongs to the bot's role."
            ),
            Trouble.GONE: tr.gettext(
                "There is no such agent or model. Look at BEDROCK_AGENT, BEDROCK_AGENT_ALIAS, BEDROCK_MODEL "
                "and the region."
            ),
            Trouble.REFUSED: tr.gettext("The agent does not take this question. Ask it in other words."),
            Trouble.BROKEN: tr.gettext("The agent broke off before its answer was whole."),
            Trouble.SLOW: tr.gettext("The agent took too long."),
            Trouble.UNREACHABLE: tr.gettext("I can't reach Bedrock. Look at the network, and at the region."),
        }
        return sentences[trouble]

    def _stopped(self, by: Person | None) -> str:
        if by is None:
            return self.tr.gettext("I am being restarted and had to stop here.")
        return self.tr.gettext("{person} stopped this answer.").format(person=literal(by.name, 80))

    def _again(self, thread: Thread) -> Block:
        label = {"type": "plain_text", "text": self.tr.gettext("Try again"), "emoji": True}
        button = {"type": "button", "action_id": AGAIN, "text": label, "value": str(thread)}
        return {"type": "actions", "elements": [button]}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "plain_text", "text": text, "emoji": True}]}


def _choice(label: str, value: str) -> Block:
    return {"text": {"type": "plain_text", "text": label, "emoji": True}, "value": value}
