"""Opens a form before a person, while the click that asks for it is fresh."""

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from services.post import Block
from services.slack.answers import FAILURES, code_of

log = structlog.get_logger(__name__)


class FormNotShown(Exception):
    """Slack did not open it: its trigger lives three seconds."""


async def show_form(client: AsyncWebClient, trigger: str, form: Block) -> None:
    """Follows https://docs.slack.dev/reference/methods/views.open; raises FormNotShown."""
    try:
        await client.views_open(trigger_id=trigger, view=form)
    except FAILURES as error:
        log.warning("form_not_shown", error=code_of(error))
        raise FormNotShown from error
