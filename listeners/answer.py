"""Where the answer to a command goes."""

from dataclasses import dataclass

from slack_bolt.async_app import AsyncRespond

from services.post import Message


@dataclass(frozen=True, slots=True)
class Answer:
    """Where an answer goes: to the person alone, or to the channel."""

    respond: AsyncRespond
    shared: bool = False

    async def __call__(self, message: Message | str, *, instead: bool = False) -> None:
        kind = "in_channel" if self.shared else "ephemeral"
        said = Message(message) if isinstance(message, str) else message
        blocks = list(said.blocks) or None
        await self.respond(said.text, blocks=blocks, response_type=kind, replace_original=instead)
