"""What people do to a message of the bot, as Slack tells the bot of it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from demo.slack.people import APP, DOMAINS, TEAM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from demo.slack.installation import Installation
    from demo.slack.workspace import Channel, Message, User, Workspace

Json = dict[str, Any]
SHOWN_OF_ELEMENT = ("text", "value", "style")


class NothingToClick(LookupError):
    """There is no such button or menu, or this person does not see it."""


def block_actions(slack: Installation, user: User, message: Message, action: Json) -> Json:
    workspace = slack.workspace
    channel = workspace.channels[message.channel]
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    return {
        "type": "block_actions",
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": APP,
        "token": "local",
        "container": container,
        "trigger_id": trigger_id(),
        "team": {"id": TEAM, "domain": DOMAINS[TEAM]},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": channel.id, "name": name_of(channel)},
        **_shown(workspace, message),
        "state": {"values": {}},
        "response_url": slack.new_response_url(channel.id, user.id, message.ts),
        "actions": [action | {"action_ts": workspace.next_ts()}],
    }


def _shown(workspace: Workspace, message: Message) -> Json:
    """Return the message, which Slack leaves out where one person alone sees it."""
    return {"message": workspace.shown(message)} if message.ephemeral_to is None else {}


def slash_command(slack: Installation, user: User, channel: Channel, command: str, text: str) -> Json:
    return {
        "token": "local",
        "team_id": user.team_id,
        "team_domain": DOMAINS[user.team_id],
        "channel_id": channel.id,
        "channel_name": name_of(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": slack.new_response_url(channel.id, user.id),
        "trigger_id": trigger_id(),
    }


def action_on(message: Message, action_id: str, value: str | None) -> Json:
    """Return what a click on the element *action_id* says; *value* is the chosen option's."""
    for block, element in _elements(message):
        if element.get("action_id") == action_id:
            place = {"action_id": action_id, "block_id": block["block_id"], "type": element["type"]}
            return place | _said(element, value)
    raise NothingToClick(f"{action_id} is not in message {message.ts} of {message.channel}")


def _elements(message: Message) -> Iterator[tuple[Json, Json]]:
    attached = (block for attachment in message.attachments for block in attachment.get("blocks", ()))
    for block in (*message.blocks, *attached):
        for element in block.get("elements", ()):
            yield block, element
        if "accessory" in block:
            yield block, block["accessory"]


def _said(element: Json, value: str | None) -> Json:
    kind = element["type"]
    if kind == "users_select":
        return {"selected_user": value}
    if kind in ("overflow", "static_select"):
        return {"selected_option": _chosen(element, "options", value)}
    if kind == "feedback_buttons":
        buttons = [element["positive_button"], element["negative_button"]]
        return _chosen({"buttons": buttons}, "buttons", value)
    return {name: element[name] for name in SHOWN_OF_ELEMENT if name in element}


def _chosen(element: Json, among: str, value: str | None) -> Json:
    groups = [element, *element.get("option_groups", ())]
    for option in (option for group in groups for option in group.get(among, ())):
        if option["value"] == value:
            chosen: Json = option
            return chosen
    raise NothingToClick(f"{value} is no choice there")


def name_of(channel: Channel) -> str:
    return "directmessage" if channel.is_im else channel.name


def trigger_id() -> str:
    return f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
