"""What listeners may ask for, each under its name here."""

from dataclasses import dataclass

from services.asking.assistant import Assistant
from services.audit import Trail
from services.dead_letters.letters import DeadLetters
from services.desk import AlertDesk
from services.drill import Drill
from services.locale.sentences import Sentences
from services.muting.mutes import Mutes
from services.overview import AlarmOverview
from services.reporting.reports import Reports
from services.slack.people import People
from services.slack.replies import Replies
from services.slack.report_modal import ReportModal
from services.status import StatusReport
from services.storming.storms import Storms
from services.summing.shelf import Summaries


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
    storms: Storms
    summaries: Summaries
    reports: Reports
    report_modal: ReportModal
    replies: Replies
    sentences: Sentences
    dead_letters: DeadLetters
