"""What a person sees when something goes wrong: a sentence they can act on, to them alone."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from listeners.telling import in_form, is_form, tell
from services.asking.answer import CannotAnswerHere
from services.asking.assistant import NoAgent, NothingAsked, StillAnswering
from services.dead_letters.letters import DeadLettersForbidden, DeadLettersUnreadable, NoDeadLetterQueue
from services.desk import StoreUnavailable, UnknownIncident
from services.drill import CannotPublish
from services.locale.sentences import Sentences
from services.muting.mutes import NoSuchMute, NotYours, TooManyMutes
from services.muting.words import MuteUnread
from services.overview import AlarmsUnreadable
from services.reporting.reports import NoWiki
from services.slack.forms import FormNotShown
from services.slack.mute_form import UNTIL

Payload = dict[str, Any]
Tell = Callable[..., Awaitable[BoltResponse | None]]

log = structlog.get_logger(__name__)


SAID: dict[type[Exception], str] = {
    UnknownIncident: "unknown_incident",
    StoreUnavailable: "store_unavailable",
    AlarmsUnreadable: "alarms_unreadable",
    CannotPublish: "cannot_publish",
    NoDeadLetterQueue: "no_dead_letter_queue",
    DeadLettersForbidden: "dead_letters_forbidden",
    DeadLettersUnreadable: "dead_letters_unreadable",
    MuteUnread: "mute_unread",
    NoSuchMute: "no_such_mute",
    NotYours: "mute_not_yours",
    TooManyMutes: "too_many_mutes",
    FormNotShown: "modal_not_opened",
    NoAgent: "no_agent",
    NoWiki: "no_reports",
    NothingAsked: "ask_what",
    StillAnswering: "still_answering",
    CannotAnswerHere: "cannot_answer_here",
}

IN_FORMS: dict[type[Exception], str] = {MuteUnread: "mute_time_unread"}  # otherwise as everywhere
FIELDS: dict[type[Exception], str] = {MuteUnread: UNTIL}  # at which a form says it


def telling(sentences: Sentences) -> Tell:
    """The one place where what no listener foresaw is logged, with its traceback."""

    async def told(
        error: Exception, ack: AsyncAck, respond: AsyncRespond, body: Payload, client: AsyncWebClient
    ) -> BoltResponse | None:
        sentence = _sentence(error, sentences, SAID | IN_FORMS if is_form(body) else SAID)
        if sentence == sentences.failed:
            log.error("listener_failed", kind=body.get("type"), exc_info=error)
        if is_form(body) and ack.response is None:
            return BoltResponse(status=200, body=in_form(sentence, body, FIELDS.get(type(error), "")))
        await tell(sentence, body, respond, client)
        return None

    return told


def _sentence(error: Exception, sentences: Sentences, said: Mapping[type[Exception], str]) -> str:
    name = next((name for kind, name in said.items() if isinstance(error, kind)), "failed")
    sentence: str = getattr(sentences, name)
    return sentence.format(reason=error)
