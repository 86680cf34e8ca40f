"""What the bot says to people outside its cards, in their language."""

from gettext import NullTranslations


class Sentences:
    def __init__(self, translations: NullTranslations) -> None:
        _ = translations.gettext
        self.no_agent = _(
            "I can't ask an agent yet: none is configured. "
            "What I know of this alarm stands on its card and in its thread."
        )
        self.no_reports = _("I can't write a report yet: no Confluence is configured.")
        self.unknown_incident = _("I no longer know that alert.")
        self.store_unavailable = _("I can't reach my own memory just now. Please try again in a minute.")
        self.failed = _("That did not work, and it is my fault. What happened stands in my log.")
        self.channel_refused = _(
            "I can't post in {channel} any more: it was archived, or I was removed. "
            "What it was owed follows here. Invite me there again, or change ALERT_CHANNEL."
        )
        self.no_guests = _("This is for members of the workspace; as a guest you can read along.")
        self.no_strangers = _("This is for members of the workspace that runs me; you can read along.")
        self.person_unknown = _("Slack does not tell me who you are just now. Please try again in a minute.")
        self.admins_only = _("This is for admins. Ask one of them, or to become one of them.")
        self.drill_begins = _("A test alarm is on its way; this takes a few seconds …")
        self.alarms_unreadable = _("CloudWatch does not tell me its alarms: {reason}")
        self.cannot_publish = _("I can't publish a test alarm: {reason}")
        self.since_when = _("I don't understand “{word}”. Write it like 24h, 30m or 7d.")
        self.does = {
            "alarms": _("all alarms now; also: alarm, ok, no-data, or a part of the name"),
            "status": _("how I am: queue, Slack, store, what is not shown yet"),
            "test": _("send a test alarm through the whole path (admins)"),
            "audit": _("who did what; also: a person, an alarm, 24h (admins)"),
            "help": _("this; end any command with share to show the answer to all"),
        }
