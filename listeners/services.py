"""What listeners may ask for, each under its name here."""

from dataclasses import dataclass

from services.assistant import Assistant
from services.audit import Trail
from services.desk import AlertDesk
from services.drill import Drill
from services.locale.sentences import Sentences
from services.mutes import Mutes
from services.overview import AlarmOverview
from services.reports import Reports
from services.shelf import Summaries
from services.slack.people import People
from services.slack.replies import Replies
from services.slack.report_modal import ReportModal
from services.status import StatusReport


@dataclass(frozen=True, slots=True)
class Services:
    desk: AlertDesk
    people: People
    trail: Trail
    overview: AlarmOverview
    status: StatusReport
    drill: Drill
    assistant: Assistant
    mutes: Mutes
    summaries: Summaries
    reports: Reports
    report_modal: ReportModal
    replies: Replies
    sentences: Sentences
