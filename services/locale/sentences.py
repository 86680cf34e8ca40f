"""What the bot says to people outside its cards, in their language."""

from collections.abc import Callable
from gettext import NullTranslations


class Sentences:
    def __init__(self, translations: NullTranslations) -> None:
        _ = translations.gettext
        self.no_agent = _(
            "I can't ask a model yet: none is configured (BEDROCK_AGENT or BEDROCK_MODEL). "
            "What I know of an alarm stands on its card and in its thread."
        )
        self.first_question = _("What happened here, why, and what should we do next?")
        self.storm_question = _(
            "Many alarms went off together. What do they have in common, and what is behind it?"
        )
        self.card_stands = _("It has its card already: {card}")
        self.card_comes = _("Its card comes at the end of the channel.")
        self.still_answering = _(
            "I am still answering in this thread. Wait until I am done, or stop me: mention me with “stop”."
        )
        self.cannot_answer_here = _("I can't write here ({reason}). Invite me with /invite, then ask again.")
        self.ask_what = _("Ask me something: /aws ask why is checkout slow?")
        self.mute_unread = _(
            "I don't understand “{reason}”. Write it like: /aws mute web-7 1h deploy, /aws mute prod-* until "
            "18:00, /aws mute prod-* every Tue 02:00-04:00 (30 days at most)."
        )
        self.mute_time_unread = _(
            "I don't understand “{reason}”. Write it like 18:00, tomorrow 9:00, 2026-12-24 18:00 or 2h "
            "(30 days at most)."
        )
        self.too_many_mutes = _("There are too many mutes already. End one first: /aws mutes lists them.")
        self.no_such_mute = _("Nothing is muted as “{reason}”. /aws mutes lists what is.")
        self.mute_not_yours = _(
            "Others are watching that, or it may be about many alarms: ask an admin to do it."
        )
        self.rated = _("Thank you; that is noted.")
        self.stop_words = tuple(_("stop").split("|"))
        self.no_reports = _("I can't write a report yet: no Confluence is configured.")
        self.still_filing = _("{person} is filing this report just now. Please try again in a minute.")
        self.filed_by = _("{person} filed this from Slack on {time}")
        self.filed_by_clock = _("Filed by the clock on {time}")
        self.wiki = _of_wiki(_)
        self.unknown_incident = _("I no longer know that alert.")
        self.store_unavailable = _("I can't reach my own memory just now. Please try again in a minute.")
        self.failed = _("That did not work, and it is my fault. What happened stands in my log.")
        self.channel_refused = _(
            "I can't post in {channel} any more: it was archived, or I was removed. "
            "What it was owed follows here. Invite me there again, or change ALERT_CHANNEL."
        )
        self.memory_lost = _(
            "I have lost my memory: its file can't be read any more, and was set aside. Cards older than "
            "this message are not updated from now on. What CloudWatch has in ALARM comes back as new cards."
        )
        self.no_guests = _("This is for members of the workspace; as a guest you can read along.")
        self.no_strangers = _("This is for members of the workspace that runs me; you can read along.")
        self.person_unknown = _("Slack does not tell me who you are just now. Please try again in a minute.")
        self.admins_only = _("This is for admins. Ask one of them, or to become one of them.")
        self.drill_begins = _("A test alarm is on its way; this takes a few seconds …")
        self.alarms_unreadable = _("CloudWatch does not tell me its alarms: {reason}")
        self.cannot_publish = _("I can't publish a test alarm: {reason}")
        self.no_dead_letter_queue = _(
            "The queue has no dead-letter queue: what I can't accept comes again for ever. "
            "Give it a RedrivePolicy as infra/watchbell.yml does."
        )
        self.dead_letters_forbidden = _(
            "I may not do that to the dead-letter queue: my role lacks {reason}. "
            "infra/watchbell.yml grants it."
        )
        self.dead_letters_unreadable = _("SQS does not do that with the dead-letter queue: {reason}")
        self.since_when = _("I don't understand “{word}”. Write it like 24h, 30m or 7d.")
        self.does = {
            "alarms": _("all alarms now; also: alarm, ok, no-data, or a part of the name"),
            "ask": _("ask the assistant; it answers in a thread, for all to see"),
            "mute": _("keep alarms quiet: web-7 1h deploy, prod-* until 18:00, prod-* every Tue 02:00-04:00"),
            "mutes": _("what is muted, by whom and until when"),
            "unmute": _("end a mute: its name as in /aws mutes"),
            "summarize": _("what happened, what is open: 24h, 7d, #channel or the address of a thread"),
            "status": _("how I am: queue, Slack, store, what is not shown yet"),
            "dlq": _("what I could not accept: look at it, send it back, throw it away (admins)"),
            "test": _("send a test alarm through the whole path (admins)"),
            "audit": _("who did what; also: a person, an alarm, 24h (admins)"),
            "help": _("this; end any command with share to show the answer to all"),
        }


def _of_wiki(_: Callable[[str], str]) -> dict[str, str]:
    """Why there is no page, and what to do about it."""
    return {
        "unreachable": _(
            "I can't reach Confluence ({reason}). Nothing is lost: file it again in a minute; a page that "
            "was written all the same is found and not doubled."
        ),
        "forbidden": _(
            "Confluence does not let me in, or not write there ({reason}). The user, the key and the rights "
            "belong to WIKI_USER and WIKI_API_KEY."
        ),
        "no space": _("There is no such space in Confluence, or I can't see it: {reason}. See WIKI_SPACE."),
        "busy": _("Confluence has too much to do just now ({reason}). File it again in a minute."),
        "refused": _("Confluence does not take this page: {reason}"),
        "conflict": _("Others kept changing the page while I wrote it. File it again. {reason}"),
        "broken": _("Confluence answered with something that I don't understand ({reason}). See WIKI_URL."),
    }
