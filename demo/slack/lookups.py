"""What auth.test, users.info and apps.connections.open answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from demo.slack.workspace import APP, BOT, BOT_ID, TEAM

if TYPE_CHECKING:
    from demo.slack.call import Call
    from demo.slack.workspace import User, Workspace

Answer = dict[str, Any]


def auth_test(call: Call) -> Answer:
    return {
        "url": call.slack.url + "/",
        "team": "Local",
        "user": call.slack.workspace.users[BOT].name,
        "team_id": TEAM,
        "user_id": BOT,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def users_info(call: Call) -> Answer:
    workspace = call.slack.workspace
    user = workspace.users[call.fields["user"]]
    return {"user": shown_user(user) | _strangeness(user, workspace)}


def usergroups_users_list(call: Call) -> Answer:
    return {"users": list(call.slack.workspace.groups[call.fields["usergroup"]].users)}


def connections_open(call: Call) -> Answer:
    server = call.slack.url.replace("http", "ws", 1)
    return {"url": f"{server}/link/?ticket={call.slack.new_ticket()}&app_id={APP}"}


def shown_user(user: User) -> Answer:
    """Return a person as Slack shows them; of those who left it no longer says what they were."""
    known = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "color": user.color,
        "real_name": user.real_name,
        "tz": "Etc/UTC",
        "tz_label": "Coordinated Universal Time",
        "tz_offset": 0,
        "profile": {
            "real_name": user.real_name,
            "real_name_normalized": user.real_name,
            "display_name": user.display_name,
            "display_name_normalized": user.display_name,
            "team": user.team_id,
        },
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 0,
    }
    rank = {
        "is_admin": user.is_admin,
        "is_owner": user.is_owner,
        "is_primary_owner": user.is_owner,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
    }
    return known | ({} if user.deleted else rank)


def _strangeness(user: User, workspace: Workspace) -> Answer:
    """Slack says this of people of other companies alone, and "no" of those the app shares a channel with."""
    if user.team_id == TEAM:
        return {}
    met = any({BOT, user.id} <= channel.members for channel in workspace.channels.values())
    return {"is_stranger": not met}
