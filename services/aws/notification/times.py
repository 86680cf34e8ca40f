"""Every form in which AWS, and people by hand, write a time → UTC."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from services.aws.notification.values import scalar

_LONGEST = 64
_SECONDS, _MILLISECONDS = (10**8, 10**11), (10**11, 10**14)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# "Monday 14 September, 2026 11:18:52 UTC": how CloudWatch writes it into a reason
_WRITTEN = re.compile(r"(\d{1,2}) ([A-Za-z]{3})[a-z]*, ?(\d{4}) (\d{1,2}):(\d\d):(\d\d)")


def when(value: object) -> datetime | None:
    """Read a time in any known form; without a zone it is UTC."""
    text = re.sub(r":\s+", ":", scalar(value).strip()[:_LONGEST])
    if not text:
        return None
    for read in (_epoch, _iso, _written, _mail):
        try:
            found = read(text)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
        if found is not None:
            return found
    return None


def _epoch(text: str) -> datetime | None:
    seconds = float(text)
    if _MILLISECONDS[0] <= seconds < _MILLISECONDS[1]:
        seconds /= 1000
    return datetime.fromtimestamp(seconds, UTC) if _SECONDS[0] <= seconds < _SECONDS[1] else None


def _iso(text: str) -> datetime:
    return _utc(datetime.fromisoformat(re.sub(r" ?(UTC|GMT)$", "+00:00", text)))


def _written(text: str) -> datetime | None:
    if not (found := _WRITTEN.search(text)):
        return None
    day, month, year, hour, minute, second = found.groups()
    number = _MONTHS.index(month.lower()) + 1
    return datetime(int(year), number, int(day), int(hour), int(minute), int(second), tzinfo=UTC)


def _mail(text: str) -> datetime:
    return _utc(parsedate_to_datetime(text))


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
