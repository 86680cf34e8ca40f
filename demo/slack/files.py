"""What files.* do: a place to put a file, its bytes, and the message that shows it.

https://docs.slack.dev/messaging/working-with-files#upload
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from demo.slack.chat import thread_of
from demo.slack.workspace import BOT, BOT_ID, Fields

if TYPE_CHECKING:
    from demo.slack.call import Call
    from demo.slack.uploads import File

Answer = dict[str, Any]


def get_upload_url(call: Call) -> Answer:
    file = call.slack.workspace.files.expect(call.fields["filename"], call.fields["length"])
    return {"upload_url": f"{call.slack.url}/upload/v1/{file.key}", "file_id": file.id}


def upload(call: Call) -> Answer:
    if file := call.slack.workspace.files.keyed(call.fields["key"]):
        file.content = call.body
    return {}


def complete_upload(call: Call) -> Answer:
    """Name the files and, where a channel is said, show them all in one message there."""
    files = [_complete(call, said) for said in call.fields["files"]]
    if call.channel:
        _share(call, call.channel.id, files)
    return {"files": [file.as_json() for file in files]}


def _complete(call: Call, said: Answer) -> File:
    file = call.slack.workspace.files.get(said["id"])
    if file is None:
        raise LookupError(said["id"])
    file.title, file.completed = said.get("title", ""), True
    return file


def _share(call: Call, channel: str, files: list[File]) -> None:
    for file in files:
        file.shared.add(channel)
    shown = Fields(bot_id=BOT_ID, thread_ts=thread_of(call), files=tuple(file.as_json() for file in files))
    workspace = call.slack.workspace
    message = workspace.post(channel, BOT, call.fields.get("initial_comment", ""), **shown)
    workspace.sessions.spoke(channel, message.thread_ts)
