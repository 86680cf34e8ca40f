"""What views.* and the answer to a submitted view do, once nothing is to be said against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from demo.slack.call import Call
    from demo.slack.views import View

Answer = dict[str, Any]


def open_view(call: Call) -> Answer:
    return _shown(call.slack.workspace.views.open(_exchanged(call), call.fields["view"]))


def push_view(call: Call) -> Answer:
    return _shown(call.slack.workspace.views.push(_exchanged(call), call.fields["view"]))


def update_view(call: Call) -> Answer:
    """Give a view new content, for the one who sees it and at once."""
    view = call.view
    if view is None:
        raise LookupError(call.fields)
    return _shown(call.slack.workspace.views.update(view, call.fields["view"]))


def answer_submission(call: Call) -> Answer:
    """Do what an ack says of the view that was submitted; one that says nothing closes it."""
    views, view, fields = call.slack.workspace.views, call.view, call.fields
    if view is None:
        return {}
    doing = fields.get("response_action")
    if doing == "errors":
        views.fill(view.id, errors=dict(fields["errors"]))
    elif doing == "update":
        views.update(view, fields["view"])
    elif doing == "push":
        views.push(view.user, fields["view"])
    elif doing == "clear":
        views.clear(view.user)
    else:
        views.close(view)
    return {}


def answer_suggestion(call: Call) -> Answer:
    return {name: call.fields[name] for name in ("options", "option_groups") if name in call.fields}


def _exchanged(call: Call) -> str:
    """Use the trigger up; return whose it is."""
    trigger = call.slack.triggers[call.fields["trigger_id"]]
    trigger.exchanged = True
    return trigger.user


def _shown(view: View) -> Answer:
    return {"view": view.as_json()}
