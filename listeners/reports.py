"""📝 Reporting on a card: a modal opens at once, is filled with the report, and files it when told to."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from services.asking.talk import Thread
from services.audit import Ending
from services.incident import ChannelId, IncidentId, Person
from services.post import Ts
from services.reporting.form import Errand, Form
from services.reporting.reports import Reports, ViewId
from services.slack.report_modal import ReportModal

Payload = dict[str, Any]


async def prepare(action: Payload, body: Payload, reports: Reports) -> None:
    message = body["message"]
    thread = Thread(ChannelId(body["channel"]["id"]), Ts(message.get("thread_ts") or message["ts"]))
    await reports.open(Errand(IncidentId(action["value"]), thread), body["trigger_id"])


async def file(
    ack: AsyncAck, view: Payload, person: Person, reports: Reports, report_modal: ReportModal
) -> Ending:
    """File what stands in the modal; what is wrong in a field is said there."""
    form = report_modal.read(view)
    if not isinstance(form, Form):
        await ack(response_action="errors", errors=form)
        return "refused"
    await ack(response_action="update", view=report_modal.filing())
    return "done" if await reports.file(ViewId(view["id"]), form, by=person) else "failed"
