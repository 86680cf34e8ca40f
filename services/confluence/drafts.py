"""What is filed of an incident, whole: title, body, picture, labels."""

from dataclasses import dataclass
from gettext import NullTranslations
from zoneinfo import ZoneInfo

from services.confluence.chart import draw
from services.confluence.links import Allowed
from services.confluence.page import CHART, report_page, report_title
from services.confluence.times import Times
from services.reporting.report import Report, marker
from services.reporting.wiki import Attachment, Draft, PageId

LABELS = ("watchbell", "incident-report")


@dataclass(frozen=True, slots=True)
class Drafts:
    tr: NullTranslations
    zone: ZoneInfo
    allowed: Allowed
    parent: PageId | None = None

    def report(self, report: Report) -> Draft:
        """It draws and takes a tenth of a second: not for an event loop."""
        picture = draw(report.chart, Times(self.tr, self.zone)) if report.chart else b""
        return Draft(
            title=report_title(report),
            body=report_page(report, self.tr, self.zone, self.allowed),
            marker=marker(report.incident),
            labels=LABELS,
            attachments=(Attachment(CHART, "image/png", picture),) if picture else (),
            parent=self.parent,
        )
