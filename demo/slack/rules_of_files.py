"""The rules on files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from demo.slack.access import METHODS, is_archived, is_outside
from demo.slack.rule import Rule, on
from demo.slack.targets import answers_an_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from demo.slack.call import Call

GET: Final = METHODS + "files.getUploadURLExternal"
COMPLETE: Final = METHODS + "files.completeUploadExternal"
FILES: Final = "https://docs.slack.dev/messaging/working-with-files#upload"
MOST_BYTES: Final = 1024**3
LONGEST_NAME: Final = 255
COMPLETES: Final = on("files.completeUploadExternal")


def said_files(call: Call) -> Iterator[dict[str, Any]]:
    said = call.fields.get("files")
    return (each for each in (said if isinstance(said, list) else []) if isinstance(each, dict))


def names_no_files(call: Call) -> bool:
    said = call.fields.get("files")
    if not isinstance(said, list) or not said:
        return True
    return len(list(said_files(call))) < len(said) or not all(
        isinstance(value, str)
        for file in said_files(call)
        for value in (file.get("id"), file.get("title", ""))
    )


def misses_bytes(call: Call) -> bool:
    found = (call.slack.workspace.files.get(str(file.get("id"))) for file in said_files(call))
    return any(file is None or file.content is None for file in found)


def is_completed(call: Call) -> bool:
    found = (call.slack.workspace.files.get(str(file.get("id"))) for file in said_files(call))
    return any(file is not None and file.completed for file in found)


def has_other_length(call: Call) -> bool:
    file = call.slack.workspace.files.keyed(call.fields["key"])
    return file is not None and len(call.body) != file.length


OF_FILES: Final[tuple[Rule[Call], ...]] = (
    Rule(
        "file_length",
        "invalid_arguments",
        GET + "#arguments",
        on("files.getUploadURLExternal"),
        lambda call: not 1 <= call.fields.get("length", 1) <= MOST_BYTES,
    ),
    Rule(
        "file_name",
        "invalid_arguments",
        GET + "#arguments (which names no length; ours is a guess on the safe side)",
        on("files.getUploadURLExternal"),
        lambda call: not 1 <= len(call.fields.get("filename", "x")) <= LONGEST_NAME,
    ),
    Rule(
        "upload_address",
        "invalid_upload_url",
        FILES,
        on("upload"),
        lambda call: call.slack.workspace.files.keyed(call.fields["key"]) is None,
    ),
    Rule(
        "upload_length",
        "length_mismatch",
        GET + "#arguments (of another length it says nothing; here it fails)",
        on("upload"),
        has_other_length,
    ),
    Rule("files_format", "invalid_arguments", COMPLETE + "#arguments", COMPLETES, names_no_files),
    Rule("file_found", "file_not_found", COMPLETE + "#errors", COMPLETES, misses_bytes),
    Rule(
        "file_completed_once",
        "file_update_failed",
        COMPLETE + "#errors (of a second completion it says nothing; here it fails)",
        COMPLETES,
        is_completed,
    ),
    Rule("file_as_member", "not_in_channel", COMPLETE + "#errors", COMPLETES, is_outside),
    Rule("file_archived", "posting_to_channel_denied", COMPLETE + "#errors", COMPLETES, is_archived),
    Rule(
        "file_answer_to_an_answer",
        "invalid_arguments",
        COMPLETE + "#arguments (stricter than Slack: it only advises against it)",
        COMPLETES,
        answers_an_answer,
    ),
    Rule(
        "file_thread_in_a_channel",
        "invalid_arguments",
        COMPLETE + "#arguments",
        COMPLETES,
        lambda call: "thread_ts" in call.fields and call.channel is None,
    ),
)
