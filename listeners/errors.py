"""What a person sees when something goes wrong: a sentence they can act on, to them alone."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncRespond

from services.desk import StoreUnavailable, UnknownIncident
from services.drill import CannotPublish
from services.locale.sentences import Sentences
from services.overview import AlarmsUnreadable

Payload = dict[str, Any]
Tell = Callable[..., Awaitable[None]]

log = structlog.get_logger(__name__)


def telling(sentences: Sentences) -> Tell:
    """The one place where what no listener foresaw is logged, with its traceback."""

    async def tell(error: Exception, respond: AsyncRespond, body: Payload) -> None:
        sentence = _sentence(error, sentences)
        if sentence == sentences.failed:
            log.error("listener_failed", kind=body.get("type"), exc_info=error)
        if respond.response_url:
            await respond(sentence, response_type="ephemeral", replace_original=False)

    return tell


def _sentence(error: Exception, sentences: Sentences) -> str:
    match error:
        case UnknownIncident():
            return sentences.unknown_incident
        case StoreUnavailable():
            return sentences.store_unavailable
        case AlarmsUnreadable():
            return sentences.alarms_unreadable.format(reason=error)
        case CannotPublish():
            return sentences.cannot_publish.format(reason=error)
        case _:
            return sentences.failed
