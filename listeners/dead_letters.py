"""`/aws dlq`, and the buttons below its answer: for admins, since anybody may have published anything.

The answer is for the one who asked alone, also with `share`.
"""

from typing import Any

from slack_bolt.async_app import AsyncRespond

from listeners.answer import Answer
from services.dead_letters.letters import Choice, DeadLetters
from services.slack.replies import Replies

Payload = dict[str, Any]


async def dlq(answer: Answer, dead_letters: DeadLetters, replies: Replies) -> None:
    await Answer(answer.respond)(replies.dead_letters(await dead_letters.read(fresh=True)))


async def turn(action: Payload, respond: AsyncRespond, dead_letters: DeadLetters, replies: Replies) -> None:
    page = int(action["value"]) if action["value"].isdecimal() else 1
    await Answer(respond)(replies.dead_letters(await dead_letters.read(page)), instead=True)


async def send_back(
    action: Payload, respond: AsyncRespond, dead_letters: DeadLetters, replies: Replies
) -> None:
    shelf = await dead_letters.send_back(Choice.read(action["value"]))
    await Answer(respond)(replies.dead_letters(shelf), instead=True)


async def throw_away(
    action: Payload, respond: AsyncRespond, dead_letters: DeadLetters, replies: Replies
) -> None:
    shelf = await dead_letters.throw_away(Choice.read(action["value"]))
    await Answer(respond)(replies.dead_letters(shelf), instead=True)
