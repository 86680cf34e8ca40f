"""The rules on modals: the triggers that open them, their stack, and what an app answers people there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from demo.slack.access import METHODS
from demo.slack.rule import Found, Rule, on
from demo.slack.views import MOST_ON_A_STACK

if TYPE_CHECKING:
    from demo.slack.call import Call
    from demo.slack.installation import Trigger

OPEN: Final = METHODS + "views.open#errors"
PUSH: Final = METHODS + "views.push#errors"
UPDATE: Final = METHODS + "views.update"
ANSWERING: Final = "https://docs.slack.dev/surfaces/modals#handling_submissions"
SUGGESTING: Final = (
    "https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select"
)
TRIGGERS: Final = "https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses"
TRIGGERED: Final = on("views.open", "views.push")
SHOWS: Final = on("views.open", "views.push", "views.update", "view_submission")
SUBMITTED: Final = on("view_submission")
SUGGESTED: Final = on("block_suggestion")
ACTIONS: Final = (None, "errors", "update", "push", "clear")
MOST_OPTIONS: Final = 100


def trigger_of(call: Call) -> Trigger | None:
    return call.slack.triggers.get(call.fields.get("trigger_id", ""))


def is_exchanged(call: Call) -> bool:
    trigger = trigger_of(call)
    return trigger is not None and trigger.exchanged


def is_expired(call: Call) -> bool:
    trigger = trigger_of(call)
    return trigger is not None and call.slack.clock() - trigger.made_at > call.slack.trigger_life_s


def stack_of(call: Call) -> int:
    trigger = trigger_of(call)
    user = call.view.user if call.view else trigger.user if trigger else ""
    return len(call.slack.workspace.views.of(user))


def pushes(call: Call) -> bool:
    return call.name == "views.push" or call.fields.get("response_action") == "push"


def takes_a_name_again(call: Call) -> bool:
    view = call.fields.get("view")
    name = view.get("external_id") if isinstance(view, dict) else None
    named = call.slack.workspace.views.named(name) if isinstance(name, str) else None
    replaced = None if call.name in TRIGGERED or pushes(call) else call.view
    return named is not None and not (replaced and replaced.id == named.id)


def names_no_field(call: Call) -> Found:
    if call.fields.get("response_action") != "errors":
        return None
    errors = call.fields.get("errors")
    fields = {
        block["block_id"] for block in (call.view.blocks if call.view else []) if block["type"] == "input"
    }
    if not isinstance(errors, dict) or not errors:
        return "[ERROR] errors must name blocks"
    strange = errors.keys() - fields
    return bool(strange or not all(isinstance(text, str) for text in errors.values())) and str(
        sorted(strange)
    )


def has_no_list_of_options(call: Call) -> bool:
    said = [call.fields[name] for name in ("options", "option_groups") if name in call.fields]
    return len(said) != 1 or not isinstance(said[0], list)


def has_too_many_options(call: Call) -> bool:
    lists = (call.fields.get(name) for name in ("options", "option_groups"))
    return any(isinstance(said, list) and len(said) > MOST_OPTIONS for said in lists)


OF_VIEWS: Final[tuple[Rule[Call], ...]] = (
    Rule("trigger_known", "invalid_trigger_id", OPEN, TRIGGERED, lambda call: trigger_of(call) is None),
    Rule("trigger_once", "exchanged_trigger_id", OPEN, TRIGGERED, is_exchanged),
    Rule("trigger_fresh", "expired_trigger_id", TRIGGERS, TRIGGERED, is_expired),
    Rule(
        "view_to_update",
        "not_found",
        UPDATE + "#errors",
        on("views.update"),
        lambda call: bool({"view_id", "external_id"} & call.fields.keys()) and call.view is None,
    ),
    Rule(
        "view_named",
        "invalid_arguments",
        UPDATE + "#arguments",
        on("views.update"),
        lambda call: not {"view_id", "external_id"} & call.fields.keys(),
    ),
    Rule(
        "view_hash",
        "hash_conflict",
        UPDATE + "#errors",
        on("views.update"),
        lambda call: call.view is not None and call.fields.get("hash", call.view.hash) != call.view.hash,
    ),
    Rule(
        "view_to_push_on",
        "not_found",
        PUSH,
        on("views.push"),
        lambda call: trigger_of(call) is not None and not stack_of(call),
    ),
    Rule(
        "view_stack",
        "push_limit_reached",
        PUSH,
        on("views.push", "view_submission"),
        lambda call: pushes(call) and stack_of(call) >= MOST_ON_A_STACK,
    ),
    Rule("view_name_once", "duplicate_external_id", OPEN, SHOWS, takes_a_name_again),
    Rule(
        "answer_action",
        "invalid_arguments",
        ANSWERING,
        SUBMITTED,
        lambda call: call.fields.get("response_action") not in ACTIONS,
    ),
    Rule(
        "answer_view",
        "invalid_arguments",
        ANSWERING,
        SUBMITTED,
        lambda call: (call.fields.get("response_action") in ("update", "push")) != ("view" in call.fields),
    ),
    Rule(
        "answer_errors",
        "invalid_arguments",
        "https://docs.slack.dev/surfaces/modals#displaying_errors",
        SUBMITTED,
        names_no_field,
    ),
    Rule("suggestions_format", "invalid_arguments", SUGGESTING, SUGGESTED, has_no_list_of_options),
    Rule("suggestions_most", "invalid_arguments", SUGGESTING, SUGGESTED, has_too_many_options),
)
