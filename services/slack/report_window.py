"""The modal of a report before somebody, through Slack's views.* methods.

https://docs.slack.dev/reference/methods/views.open and views.update; a closed one is not_found.
"""

from dataclasses import dataclass

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from services.desk import StoreUnavailable, UnknownIncident
from services.incident import Person
from services.locale.sentences import Sentences
from services.post import Block, SlackError
from services.reporting.filing import StillFiling
from services.reporting.form import Errand, Form
from services.reporting.reports import Problem, ViewId
from services.reporting.wiki import Filed, WikiFailed
from services.slack.answers import FAILURES, code_of
from services.slack.forms import FormNotShown
from services.slack.pace import Limit
from services.slack.paced import PacedClient
from services.slack.report_modal import ReportModal
from services.slack.text import literal

log = structlog.get_logger(__name__)

VIEWS = Limit(0.65, burst=20)  # views.*: tier 4, 100 a minute for the whole app
ASIDES = Limit(0.65, burst=20)  # chat.postEphemeral: tier 4
DETAIL = 200  # characters of what Confluence said


@dataclass(frozen=True, slots=True)
class SlackReportWindow:
    client: AsyncWebClient
    paced: PacedClient
    modal: ReportModal
    sentences: Sentences

    async def open(self, trigger: str, errand: Errand) -> ViewId:
        """Open it while the click is fresh, or raise FormNotShown."""
        try:
            answer = await self.client.views_open(trigger_id=trigger, view=self.modal.preparing(errand))
        except FAILURES as error:
            log.warning("modal_not_opened", incident=errand.incident, error=code_of(error))
            raise FormNotShown from error
        view: Block = answer["view"]
        return ViewId(str(view["id"]))

    async def fill(self, view: ViewId, form: Form, problem: Problem | None = None) -> bool:
        return await self._show(view, self.modal.form(form, self._said(problem) if problem else ""))

    async def done(self, view: ViewId, filed: Filed, form: Form) -> bool:
        return await self._show(view, self.modal.filed(filed, form))

    async def fail(self, view: ViewId, problem: Problem) -> bool:
        return await self._show(view, self.modal.failed(self._said(problem)))

    async def tell(self, errand: Errand, by: Person, problem: Problem) -> None:
        thread = errand.thread
        fields = {
            "channel": thread.channel,
            "thread_ts": thread.ts,
            "user": by.id,
            "text": self._said(problem),
        }
        try:
            await self.paced.call("chat.postEphemeral", ASIDES, fields)
        except SlackError as error:
            log.warning("report_problem_not_told", incident=errand.incident, error=str(error))

    async def _show(self, view: ViewId, content: Block) -> bool:
        try:
            await self.paced.call("views.update", VIEWS, {"view_id": view, "view": content})
        except SlackError as error:
            log.info("modal_not_updated", error=str(error))
            return False
        return True

    def _said(self, problem: Problem) -> str:
        say = self.sentences
        match problem:
            case WikiFailed():
                return wiki_sentence(say, problem)
            case StillFiling():
                return say.still_filing.format(person=literal(str(problem), 80))
            case UnknownIncident():
                return say.unknown_incident
            case StoreUnavailable():
                return say.store_unavailable
            case _:
                return say.failed


def wiki_sentence(say: Sentences, error: WikiFailed) -> str:
    return say.wiki[error.trouble].format(reason=literal(error.detail, DETAIL))
