"""For every rule on modals, files and members a call that breaks it and no other."""

from typing import Any

from demo.slack.installation import Trigger
from demo.slack.people import ALICE, OPS
from demo.slack.server import LocalSlack
from tests.demo.slack.blockkit import (
    Part,
    checkboxes,
    choice,
    external,
    field,
    modal,
    option,
    plain,
    radio,
    section,
    within,
    written,
)
from tests.demo.slack.violations import Clock, Fields, Seed, Violation, archive

TRIGGER = "1.2.abc"
NAMES = [f"F{number}" for number in range(4)]


def handed_out(views: int = 0, **more: Any) -> Any:
    """Give Alice some open views, the last of them named "mine", and a trigger."""

    def begin(slack: LocalSlack, clock: Clock) -> None:
        for number in range(views):
            slack.workspace.views.push(ALICE, modal(external_id="mine") if number == 0 else modal())
        slack.installation.triggers[TRIGGER] = Trigger(ALICE, clock.now, **more)

    return begin


def late(slack: LocalSlack, clock: Clock) -> None:
    handed_out()(slack, clock)
    clock.now += 3.1


def opened(error: str, method: str = "views.open", before: Any = None, **fields: Any) -> Violation:
    said = {"trigger_id": TRIGGER, "view": modal()} | fields
    return Violation(error, method, said, before=before or handed_out())


def updated(error: str, **fields: Any) -> Violation:
    return Violation(error, "views.update", {"view": modal()} | fields, before=handed_out(1))


def answered(error: str, views: int = 1, **fields: Any) -> Violation:
    return Violation(error, "view_submission", fields, before=handed_out(views))


def view(**more: Any) -> Violation:
    return opened("invalid_arguments", view=modal(**more))


def blocks(*parts: Part) -> Violation:
    return view(blocks=list(parts))


def element(part: Part) -> Violation:
    return blocks(field(part))


def suggested(**fields: Any) -> Violation:
    return Violation("invalid_arguments", "block_suggestion", fields)


def uploaded(*states: str) -> Any:
    """Let the files of those names be asked for, there, or done."""

    def begin(slack: LocalSlack, clock: Clock) -> None:
        files = slack.workspace.files
        for name, state in zip(NAMES, states, strict=False):
            made = files.expect("a.txt", 1)
            made.content = None if state == "asked" else b"a"
            made.completed = state == "done"
            made.id = name
            files.keep(made)

    return begin


def completed(error: str, *states: str, before: Any = None, **fields: Any) -> Violation:
    def begin(slack: LocalSlack, clock: Clock) -> None:
        uploaded(*(states or ("there",)))(slack, clock)
        if before:
            before(slack, clock)

    def said(there: Seed) -> Fields:
        known = {"files": [{"id": NAMES[0]}], "channel_id": OPS} | fields
        return {
            name: getattr(there, value[1:]) if str(value).startswith("@") else value
            for name, value in known.items()
            if value is not None
        }

    return Violation(error, "files.completeUploadExternal", said, before=begin)


OF_VIEW_CALLS = {
    "trigger_known": opened("invalid_trigger_id", trigger_id="1.2.other"),
    "trigger_once": opened("exchanged_trigger_id", before=handed_out(exchanged=True)),
    "trigger_fresh": opened("expired_trigger_id", before=late),
    "view_to_update": updated("not_found", view_id="V0"),
    "view_named": updated("invalid_arguments"),
    "view_hash": updated("hash_conflict", external_id="mine", hash="1.old"),
    "view_to_push_on": opened("not_found", "views.push"),
    "view_stack": opened("push_limit_reached", "views.push", before=handed_out(3)),
    "view_name_once": opened("duplicate_external_id", view=modal(external_id="mine"), before=handed_out(1)),
    "answer_action": answered("invalid_arguments", response_action="close"),
    "answer_view": answered("invalid_arguments", response_action="update"),
    "answer_errors": answered("invalid_arguments", response_action="errors", errors={"nowhere": "x"}),
    "suggestions_format": suggested(options=[option()], option_groups=[]),
    "suggestions_most": suggested(options=[option(value=str(number)) for number in range(101)]),
}

OF_VIEW_PARTS = {
    "view_title_length": view(title=plain("x" * 25)),
    "view_submit_length": view(submit=plain("x" * 25)),
    "view_close_length": view(close=plain("x" * 25)),
    "view_metadata_length": view(private_metadata="x" * 3_001),
    "view_callback_length": view(callback_id="x" * 256),
    "view_external_id_length": view(external_id="x" * 256),
    "view_submit_needed": opened(
        "invalid_arguments", view={"type": "modal", "title": plain(), "blocks": [field(written())]}
    ),
    "view_size": opened("view_too_large", view=modal(blocks=[section(text=plain("é" * 2_999))] * 20)),
    "view_focus_once": blocks(*[field(written(focus_on_load=True))] * 2),
    "blocks_in_a_view": blocks(*[{"type": "divider"}] * 101),
    "input_label_length": blocks(field(written(), label=plain("x" * 2_001))),
    "input_hint_length": blocks(field(written(), hint=plain("x" * 2_001))),
    "alert_level": blocks({"type": "alert", "text": plain(), "level": "loud"}),
    "written_placeholder_length": element(written(placeholder=plain("x" * 151))),
    "written_most": element(written(max_length=3_001)),
    "written_least": element(written(min_length=5, max_length=4)),
    "written_at_first": element(written(initial_value="x" * 3_001)),
    "dispatch_when": element(written(dispatch_action_config={"trigger_actions_on": ["on_leave"]})),
    "checkboxes_options": element(checkboxes(options=[choice(value=str(n)) for n in range(11)])),
    "checkboxes_options_some": element(checkboxes(options=[])),
    "radio_options": element(radio(options=[choice(value=str(n)) for n in range(11)])),
    "radio_options_some": element(radio(options=[])),
    "checkboxes_at_first": element(checkboxes(initial_options=[choice(value="other")])),
    "radio_at_first": element(radio(initial_option=choice(value="other"))),
    "external_query_length": Violation(
        "invalid_blocks", fields={"channel": OPS, "blocks": within(external(min_query_length=-1))}
    ),
}

OF_FILES = {
    "file_length": Violation(
        "invalid_arguments", "files.getUploadURLExternal", {"filename": "a.txt", "length": 0}
    ),
    "file_name": Violation("invalid_arguments", "files.getUploadURLExternal", {"filename": "", "length": 1}),
    "upload_address": Violation("invalid_upload_url", "upload", {}, bearer=None, body=b"abc"),
    "upload_length": Violation("length_mismatch", "upload", {}, bearer=None, body=b"abcd"),
    "files_format": completed("invalid_arguments", files=[]),
    "file_found": completed("file_not_found", "asked"),
    "file_completed_once": completed("file_update_failed", "done"),
    "file_as_member": completed(
        "not_in_channel", before=lambda slack, clock: slack.workspace.leave(OPS, "U0WATCHBELL")
    ),
    "file_archived": completed("posting_to_channel_denied", before=archive(OPS)),
    "file_answer_to_an_answer": completed("invalid_arguments", thread_ts="@answer"),
    "file_thread_in_a_channel": completed("invalid_arguments", channel_id=None, thread_ts="1.000001"),
}

OF_MEMBERS = {
    "members_page_size": Violation(
        "invalid_limit", "conversations.members", {"channel": OPS, "limit": 1_000}
    ),
    "members_cursor": Violation(
        "invalid_cursor", "conversations.members", {"channel": OPS, "cursor": "bmV4dA=="}
    ),
    "channel_types": Violation("invalid_types", "users.conversations", {"types": "public"}),
}

OF_VIEWS = OF_VIEW_CALLS | OF_VIEW_PARTS | OF_FILES | OF_MEMBERS
