"""What people do to a message of the bot, as Slack tells the bot of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from demo.slack.entries import KEPT, NothingToClick, Offered, elements, entry, option_of
from demo.slack.people import APP, DOMAINS, TEAM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from demo.slack.entries import Said
    from demo.slack.installation import Installation
    from demo.slack.workspace import Channel, Message, User

__all__ = ["NothingToClick", "action_in", "action_on", "block_actions", "slash_command"]

Json = dict[str, Any]
SHOWN_OF_ELEMENT = ("text", "value", "style")


def block_actions(slack: Installation, user: User, message: Message, action: Json) -> Json:
    workspace, channel = slack.workspace, message.channel
    return {
        "type": "block_actions",
        "user": person(user),
        "api_app_id": APP,
        "token": "local",
        "trigger_id": slack.new_trigger(user.id),
        "team": {"id": TEAM, "domain": DOMAINS[TEAM]},
        "enterprise": None,
        "is_enterprise_install": False,
        **place_of(slack, message),
        "state": {"values": {}},
        "response_url": slack.new_response_url(channel, user.id, message.ts),
        "actions": [action | {"action_ts": workspace.next_ts()}],
    }


def person(user: User) -> Json:
    return {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id}


def place_of(slack: Installation, message: Message) -> Json:
    """Return where something was done; the message itself Slack leaves out where one person alone sees it."""
    channel = slack.workspace.channels[message.channel]
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    place = {"container": container, "channel": {"id": channel.id, "name": name_of(channel)}}
    shown = {"message": slack.workspace.shown(message)} if message.ephemeral_to is None else {}
    return place | shown


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
        "trigger_id": slack.new_trigger(user.id),
    }


def action_on(message: Message, action_id: str, value: str | None, offered: Offered) -> Json:
    """Return what a click on the element *action_id* says; *value* is the chosen option's."""
    return action_in(blocks_of(message), action_id, value, offered)


def action_in(blocks: Iterable[Json], action_id: str, value: Said, offered: Offered) -> Json:
    for block, element in elements(blocks):
        if element.get("action_id") == action_id:
            place = {"action_id": action_id, "block_id": block["block_id"], "type": element["type"]}
            return place | _said(element, value, offered)
    raise NothingToClick(f"there is no {action_id}")


def blocks_of(message: Message) -> list[Json]:
    attached = [block for attachment in message.attachments for block in attachment.get("blocks", ())]
    return [*message.blocks, *attached]


def _said(element: Json, value: Said, offered: Offered) -> Json:
    kind = element["type"]
    if kind == "overflow" or kind.endswith("_select"):
        return entry(element, value, offered) if value else _nothing(value)
    if kind in KEPT:
        return entry(element, value, offered)
    if kind == "feedback_buttons":
        buttons = {"type": kind, "options": [element["positive_button"], element["negative_button"]]}
        return option_of(buttons, value, offered)
    return {name: element[name] for name in SHOWN_OF_ELEMENT if name in element}


def _nothing(value: Said) -> Json:
    raise NothingToClick(f"{value} is no choice there")


def name_of(channel: Channel) -> str:
    return "directmessage" if channel.is_im else channel.name
