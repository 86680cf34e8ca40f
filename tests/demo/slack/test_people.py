from dataclasses import replace

import pytest
from slack_sdk.errors import SlackApiError

from demo.slack.people import (
    ADMINS,
    ALERTS,
    ALICE,
    BOB,
    BOT,
    CAROL,
    DAN,
    GENERAL,
    OPS,
    PARTNER,
    PARTNERS,
    SECRETS,
    TEAM,
)
from demo.slack.server import LocalSlack
from tests.demo.slack.installed import SCOPES

RANKS = ("is_admin", "is_owner", "is_restricted", "is_ultra_restricted", "is_bot", "deleted")


@pytest.mark.parametrize(
    ("user", "ranks"), [(ALICE, {"is_admin"}), (BOB, set()), (CAROL, {"is_restricted"}), (BOT, {"is_bot"})]
)
async def test_a_person_is_shown_with_their_rank(client, user, ranks):
    shown = (await client.users_info(user=user))["user"]
    assert {rank for rank in RANKS if shown[rank]} == ranks
    assert shown["team_id"] == TEAM
    assert "is_stranger" not in shown


async def test_who_is_of_another_company_is_a_stranger_until_the_app_meets_them(client, slack):
    before = (await client.users_info(user=DAN))["user"]
    slack.workspace.join(ALERTS, BOT)
    met = (await client.users_info(user=DAN))["user"]
    assert (before["team_id"], before["is_stranger"], met["is_stranger"]) == (PARTNER, True, False)


async def test_of_who_left_slack_no_longer_says_what_they_were(client, slack):
    slack.workspace.users[BOB] = replace(slack.workspace.users[BOB], deleted=True)
    shown = (await client.users_info(user=BOB))["user"]
    assert shown["deleted"]
    assert "is_admin" not in shown


async def test_a_group_lists_its_people(client):
    assert (await client.usergroups_users_list(usergroup=ADMINS))["users"] == [ALICE]


async def test_groups_are_read_with_their_own_scope_alone(http, client):
    async with LocalSlack(scopes=SCOPES - {"usergroups:read"}) as slack:
        client.token, client.base_url = slack.bot_token, slack.api_url
        with pytest.raises(SlackApiError, match="missing_scope") as caught:
            await client.usergroups_users_list(usergroup=ADMINS)
    assert caught.value.response["needed"] == "usergroups:read"


async def test_every_answer_says_what_the_token_may_do(client, slack):
    answers = [await client.auth_test(), await client.apps_connections_open(app_token=slack.app_token)]
    assert [answer.headers["X-OAuth-Scopes"] for answer in answers] == [
        ",".join(sorted(SCOPES)),
        "connections:write",
    ]
    with pytest.raises(SlackApiError) as caught:
        await client.users_info(user="U0NOBODY")
    assert "users:read" in caught.value.response.headers["X-OAuth-Scopes"]
    client.token = "xoxb-" + "stranger"
    with pytest.raises(SlackApiError) as caught:
        await client.auth_test()
    assert "X-OAuth-Scopes" not in caught.value.response.headers


@pytest.mark.parametrize(
    ("user", "seen"),
    [
        (ALICE, {ALERTS, OPS, GENERAL, PARTNERS, SECRETS}),
        (BOB, {ALERTS, OPS, GENERAL, PARTNERS}),
        (CAROL, {ALERTS}),
        (DAN, {ALERTS, PARTNERS}),
    ],
)
def test_a_person_sees_what_slack_lets_them_see(slack, user, seen):
    who = slack.workspace.users[user]
    channels = (channel for channel in slack.workspace.channels.values() if not channel.is_im)
    assert {channel.id for channel in channels if channel.is_seen_by(who)} == seen


async def test_a_shared_channel_says_that_it_is_shared(client):
    for channel, shared in ((PARTNERS, True), (OPS, False)):
        shown = (await client.conversations_info(channel=channel))["channel"]
        assert (shown["is_ext_shared"], shown["is_shared"]) == (shared, shared)
