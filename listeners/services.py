"""What listeners may ask for, each under its name here."""

from dataclasses import dataclass

from services.audit import Trail
from services.desk import AlertDesk
from services.drill import Drill
from services.locale.sentences import Sentences
from services.overview import AlarmOverview
from services.slack.people import People
from services.slack.replies import Replies
from services.status import StatusReport


@dataclass(frozen=True, slots=True)
class Services:
    desk: AlertDesk
    people: People
    trail: Trail
    overview: AlarmOverview
    status: StatusReport
    drill: Drill
    replies: Replies
    sentences: Sentences
