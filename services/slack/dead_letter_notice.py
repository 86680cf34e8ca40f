"""What the bot says where it speaks of itself when more lies in the dead-letter queue."""

from gettext import NullTranslations

from services.dead_letters.watch import Growth
from services.event import Event, EventId
from services.slack.words import duration

MINUTE = 60  # seconds; less is the time it took to notice


def dead_letter_notice(tr: NullTranslations, growth: Growth) -> Event:
    """The same growth has the same id, so that it stands there once."""
    lying, count = growth.lying, growth.count
    title = tr.ngettext(
        "{n} message in the dead-letter queue", "{n} messages in the dead-letter queue", count
    ).format(n=count)
    oldest = growth.oldest or (growth.at - lying.since).total_seconds()
    more = tr.gettext("{n} more than I told before.").format(n=count - lying.told) if lying.told else ""
    lasted = tr.gettext("The oldest has been there for {duration}.").format(duration=duration(tr, oldest))
    lines = [
        tr.gettext("I tried each several times and could not accept it, so no card tells of what it says."),
        " ".join(filter(None, [more, lasted if oldest >= MINUTE else ""])),
        tr.gettext("Admins look at them, send them back or throw them away with /aws dlq; my log says why."),
    ]
    name = f"dead-letters-{int(lying.since.timestamp())}-{lying.notices}-{count}"
    return Event(EventId(name), title, growth.at, text="\n".join(filter(None, lines)), source="watchbell")
