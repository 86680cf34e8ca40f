"""`/aws summarize [24h | 7d | #channel | thread link]`, the shortcut *Summarize thread*, and what is below.

Told to the person alone, who may then post it to the channel or file it in Confluence. Nothing replaces what
was answered to a command (https://github.com/slackapi/bolt-js/issues/2287), so the summary follows the word
that it is being read.
"""

from collections.abc import Sequence
from typing import Any

from slack_bolt.async_app import AsyncRespond

from listeners.answer import Answer
from listeners.gate import NotAllowed
from services.asking.talk import Thread
from services.incident import ChannelId, Person
from services.post import Ts
from services.slack.thread_link import read_wanted
from services.summing.shelf import Kept, Summaries, SummaryId
from services.summing.summary import Refusal, Wanted

Payload = dict[str, Any]


async def summarize(
    words: Sequence[str], channel: ChannelId, person: Person, answer: Answer, summaries: Summaries
) -> None:
    """For the person alone, or with `share` for the channel."""
    wanted, alone = read_wanted(words), Answer(answer.respond)
    if isinstance(wanted, str):
        await alone(summaries.reply.unread(wanted))
        return
    kept = await _made(wanted, channel, person, alone, summaries)
    if answer.shared and summaries.post(kept.id, person):
        await answer(summaries.reply.shared(kept))
        return
    await alone(summaries.reply.message(kept))
    if answer.shared:
        await alone(summaries.reply.stays_private)


async def summarize_thread(
    body: Payload, person: Person, respond: AsyncRespond, summaries: Summaries
) -> None:
    """Of the message that was pointed at, or that it stands below."""
    channel, message, alone = ChannelId(body["channel"]["id"]), body["message"], Answer(respond)
    thread = Thread(channel, Ts(message.get("thread_ts") or message["ts"]))
    kept = await _made(Wanted(thread=thread), channel, person, alone, summaries)
    await alone(summaries.reply.message(kept))


async def post(action: Payload, person: Person, respond: AsyncRespond, summaries: Summaries) -> None:
    """For all to see, and the button goes; a second click finds nothing to do."""
    kept = summaries.post(SummaryId(action["value"]), person)
    if kept is None:
        raise NotAllowed(summaries.reply.gone)
    await Answer(respond, shared=True)(summaries.reply.shared(kept))
    await Answer(respond)(summaries.reply.message(kept), instead=True)


async def file(action: Payload, person: Person, respond: AsyncRespond, summaries: Summaries) -> None:
    """As a page; the button goes where there is one."""
    kept = await summaries.file(SummaryId(action["value"]), person)
    if kept is None:
        raise NotAllowed(summaries.reply.gone)
    await Answer(respond)(summaries.reply.message(kept), instead=True)
    await Answer(respond)(summaries.reply.filed(kept))


async def _made(wanted: Wanted, here: ChannelId, by: Person, alone: Answer, summaries: Summaries) -> Kept:
    await alone(summaries.reply.reading)
    made = await summaries.make(wanted, here, by)
    if isinstance(made, Refusal):
        raise NotAllowed(summaries.reply.refused(made))
    return made
