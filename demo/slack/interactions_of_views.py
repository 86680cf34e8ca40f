"""What people do in a modal and with shortcuts, as Slack tells the app of it.

https://docs.slack.dev/reference/interaction-payloads
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from demo.slack.interactions import name_of, person
from demo.slack.people import APP, DOMAINS, TEAM

if TYPE_CHECKING:
    from demo.slack.installation import Installation
    from demo.slack.views import View
    from demo.slack.workspace import Channel, Message, User

Json = dict[str, Any]


def view_submission(slack: Installation, user: User, view: View) -> Json:
    more = {"trigger_id": slack.new_trigger(user.id), "response_urls": []}
    return _frame("view_submission", user) | {"view": view.as_json()} | more


def view_closed(user: User, view: View, *, cleared: bool) -> Json:
    return _frame("view_closed", user) | {"view": view.as_json(), "is_cleared": cleared}


def view_actions(slack: Installation, user: User, view: View, action: Json) -> Json:
    return _frame("block_actions", user) | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": slack.new_trigger(user.id),
        "view": view.as_json(),
        "actions": [action | {"action_ts": slack.workspace.next_ts()}],
    }


def suggestion(user: User, action: Json, query: str) -> Json:
    """Return what is asked of the app while somebody types into an external select."""
    asked = {name: action[name] for name in ("action_id", "block_id")}
    return _frame("block_suggestion", user) | asked | {"value": query}


def in_view(view: View) -> Json:
    return {"container": {"type": "view", "view_id": view.id}, "view": view.as_json()}


def message_shortcut(
    slack: Installation, user: User, channel: Channel, message: Message, callback_id: str
) -> Json:
    """Return it as Slack sends it: of the person the id and the name alone."""
    frame = _frame("message_action", user) | {"user": {"id": user.id, "name": user.name}}
    del frame["api_app_id"]
    return frame | {
        "action_ts": slack.workspace.next_ts(),
        "channel": {"id": channel.id, "name": name_of(channel)},
        "callback_id": callback_id,
        "trigger_id": slack.new_trigger(user.id),
        "response_url": slack.new_response_url(channel.id, user.id),
        "message_ts": message.ts,
        "message": slack.workspace.shown(message),
    }


def global_shortcut(slack: Installation, user: User, callback_id: str) -> Json:
    frame = _frame("shortcut", user)
    del frame["api_app_id"]
    del frame["user"]["name"]
    return frame | {
        "action_ts": slack.workspace.next_ts(),
        "callback_id": callback_id,
        "trigger_id": slack.new_trigger(user.id),
    }


def _frame(kind: str, user: User) -> Json:
    return {
        "type": kind,
        "user": person(user),
        "api_app_id": APP,
        "token": "local",
        "team": {"id": TEAM, "domain": DOMAINS[TEAM]},
        "enterprise": None,
        "is_enterprise_install": False,
    }
