"""The modal of a report: preparing, to be edited, being filed, filed. Pure; the client is report_window.py.

Follows https://docs.slack.dev/reference/views/modal-views.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.asking.agent import Trouble
from services.post import Block
from services.reporting.form import NO_MODEL, Errand, Form
from services.reporting.report import Section, Topic
from services.reporting.timeline import Telling
from services.reporting.wiki import Filed
from services.slack.fields import alert, context, plain, select, text, tick, with_hint, written
from services.slack.links import web_address
from services.slack.report_parts import MOST, block_id, parts
from services.slack.report_reading import BARE, MOMENTS, SPACE, THREAD, TITLE, Reading, metadata
from services.slack.rich_text import emoji, fill, link, rich_text, section, words
from services.slack.text import cleaned, cut, literal

CALLBACK = "file_report"
LONGEST_TITLE = 255  # of a page in Confluence
MOST_SPACES = 100  # https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element
ROOM = 20_000  # characters of one section


@dataclass(frozen=True, slots=True)
class ReportModal:
    telling: Telling

    def preparing(self, errand: Errand) -> Block:
        _ = self.telling.tr.gettext
        said = _("Reading the timeline, the thread, the logs and the metric, and writing the summary …")
        hint = _("Nothing is filed before you say so.")
        return self._modal([plain(said), context(hint)], carried=metadata(errand))

    def filing(self) -> Block:
        _ = self.telling.tr.gettext
        hint = _("You may close this: the link comes into the thread.")
        return self._modal([plain(_("Filing the report …")), context(hint)])

    def failed(self, sentence: str) -> Block:
        return self._modal([alert(sentence)])

    def filed(self, filed: Filed, form: Form) -> Block:
        _ = self.telling.tr.gettext
        page = web_address(filed.url)
        shown = link(page.url, literal(filed.title, LONGEST_TITLE)) if page else words(filed.title)
        head = fill(_("The report is filed: {page}"), page=shown)
        told = [[*emoji("memo"), *words(" "), *head], *map(words, self._notes(filed, form))]
        return self._modal(rich_text(*(section(one) for one in told)))

    def _notes(self, filed: Filed, form: Form) -> list[str]:
        _ = self.telling.tr.gettext
        notes = []
        if filed.child_of:
            notes.append(_("People have changed the page before it, so this is a new one below that."))
        elif form.title and not form.record and filed.title != form.title:
            notes.append(_("Another page has the title that you wanted, so it is called otherwise."))
        if filed.left_out:
            notes.append(_("Confluence did not take: {names}").format(names=", ".join(filed.left_out)))
        return notes

    def form(self, form: Form, problem: str = "") -> Block:
        _ = self.telling.tr.gettext
        blocks = [
            *([alert(problem)] if problem else []),
            *([alert(self._lack(form.lack), "warning")] if form.lack else []),
            *self._place(form),
            *self._sections(form.sections),
            *self._moments(form),
            *self._choices(form),
        ]
        return self._modal(blocks, submit=_("File it"), carried=metadata(form.errand))

    def _place(self, form: Form) -> list[Block]:
        """Where it goes: what was begun once keeps its title and its space."""
        _ = self.telling.tr.gettext
        names = {space.key: space.name for space in form.spaces}
        if record := form.record:
            page = web_address(record.url)
            said = fill(
                _("This updates {page} in {space}.") if page else _("This goes on as {page} in {space}."),
                page=link(page.url, record.title) if page else words(record.title, bold=True),
                space=names.get(record.space, record.space),
            )
            return rich_text(section(said))
        options = [(space.key, space.name or space.key) for space in form.spaces[:MOST_SPACES]]
        return [
            written(TITLE, _("Title"), form.title, LONGEST_TITLE, several_lines=False),
            *([select(SPACE, _("Space"), options, form.space)] if options else []),
        ]

    def _sections(self, sections: Sequence[Section]) -> list[Block]:
        texts = {one.topic: one.text for one in sections}
        titles = self._titles()
        return [
            block
            for topic in Topic
            for block in self._parts(topic.value, titles[topic], texts.get(topic, ""))
        ]

    def _moments(self, form: Form) -> list[Block]:
        if not (form.has_thread or form.moments):
            return []
        _ = self.telling.tr.gettext
        hint = _("A line each: 2026-11-20 14:06 Alice: rolled back")
        told = self.telling.write(form.moments)
        first, *others = self._parts(MOMENTS, _("From the thread, for the timeline"), told)
        return [with_hint(first, hint), *others]

    def _parts(self, name: str, label: str, said: str) -> list[Block]:
        found = parts(cut(cleaned(said).strip(), ROOM))
        several = self.telling.tr.gettext("{name} ({n} of {all})")
        return [
            written(
                block_id(name, number, part),
                several.format(name=label, n=number + 1, all=len(found)) if len(found) > 1 else label,
                part.text,
                MOST,
            )
            for number, part in enumerate(found)
        ]

    def _choices(self, form: Form) -> list[Block]:
        _ = self.telling.tr.gettext
        blocks = []
        if form.has_thread:
            said = _("Add everything that people wrote in the thread, folded away")
            blocks.append(tick(THREAD, _("The thread"), said, ticked=form.with_thread))
        if form.lack:
            said = _("File it without a summary")
            blocks.append(tick(BARE, _("No summary"), said, ticked=form.bare))
        return blocks

    def read(self, view: Mapping[str, Any]) -> Form | dict[str, str]:
        """What somebody left standing in the form; or, by block, what is wrong with it."""
        return Reading(self.telling, view).form()

    def _lack(self, lack: Trouble | str) -> str:
        _ = self.telling.tr.gettext
        sentences = {
            NO_MODEL: _("There is no summary: no model is configured."),
            Trouble.THROTTLED: _("There is no summary: the model has too much to do just now."),
            Trouble.FORBIDDEN: _("There is no summary: AWS does not let me ask the model."),
            Trouble.GONE: _("There is no summary: there is no such agent or model."),
            Trouble.SLOW: _("There is no summary: the model took too long."),
            Trouble.UNREACHABLE: _("There is no summary: I can't reach Bedrock."),
            Trouble.BROKEN: _("There is no summary: what the model wrote was no report."),
            Trouble.REFUSED: _("There is no summary: the model does not take what it was asked."),
        }
        other = _("There is no summary by a model.")
        choice = _("Write it yourself, file the report without one, or close this and try again later.")
        return f"{sentences.get(lack, other)} {choice}"

    def _titles(self) -> dict[Topic, str]:
        _ = self.telling.tr.gettext
        return {
            Topic.SUMMARY: _("Summary"),
            Topic.IMPACT: _("Impact"),
            Topic.CAUSE: _("Cause"),
            Topic.PROGRESS: _("Progress"),
            Topic.SOLUTION: _("Solution"),
            Topic.FOLLOW_UPS: _("Follow-ups"),
        }

    def _modal(self, blocks: Sequence[Block], *, submit: str = "", carried: str = "") -> Block:
        _ = self.telling.tr.gettext
        return {
            "type": "modal",
            "callback_id": CALLBACK,
            "private_metadata": carried,
            "title": text(_("Incident report")),
            "close": text(_("Cancel") if submit else _("Close")),
            **({"submit": text(submit)} if submit else {}),
            "blocks": list(blocks),
        }
