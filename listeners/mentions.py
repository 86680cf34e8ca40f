"""`@Watchbell …` in a channel or a thread, and direct messages: questions for the assistant, or `stop`."""

from typing import Any

from services.asking.assistant import Assistant
from services.asking.talk import Question, Thread
from services.incident import ChannelId, Person
from services.locale.sentences import Sentences
from services.post import Ts
from services.slack.heard import heard

Payload = dict[str, Any]


async def mention(event: Payload, person: Person, assistant: Assistant, sentences: Sentences) -> None:
    """Answer in the thread where it was asked, or in one below the question."""
    thread, text = _thread(event), heard(event.get("text", ""))
    if text.casefold() in sentences.stop_words:
        assistant.stop(thread, by=person)
        return
    await assistant.ask(Question(text or sentences.first_question, person, thread))


async def direct_message(event: Payload, person: Person, assistant: Assistant, sentences: Sentences) -> None:
    await mention(event, person, assistant, sentences)


async def stopped(event: Payload, person: Person, assistant: Assistant) -> None:
    """Slack's own Stop button: https://docs.slack.dev/reference/events/agent_session_stopped."""
    assistant.stop(_thread(event), by=person)


async def by_a_person(event: Payload) -> bool:
    """Whether somebody wrote to the bot; edits, joins and the like have a subtype."""
    return event.get("channel_type") == "im" and "subtype" not in event and "bot_id" not in event


async def ignore() -> None:
    """Hear the other messages of a direct conversation, which nobody wrote."""


def _thread(event: Payload) -> Thread:
    return Thread(ChannelId(event["channel"]), Ts(event.get("thread_ts") or event["ts"]))
