import pytest
from slack_sdk.errors import SlackApiError

from demo.slack.people import ALERTS, ALICE, BOB, BOT, CAROL, DAN, GENERAL, OPS, SECRETS


async def refused(call) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_members_come_a_page_at_a_time(client):
    found, cursor = [], ""
    for _ in range(4):
        answer = await client.conversations_members(channel=ALERTS, limit=1, cursor=cursor)
        found += answer["members"]
        cursor = answer["response_metadata"]["next_cursor"]
    assert (sorted(found), cursor) == (sorted([ALICE, BOB, CAROL, DAN]), "")


async def test_a_private_channel_has_members_and_a_name_only_for_those_inside(client, slack):
    for look in (client.conversations_members, client.conversations_info):
        assert await refused(look(channel=SECRETS)) == "channel_not_found"
    slack.workspace.join(SECRETS, BOT)
    assert set((await client.conversations_members(channel=SECRETS))["members"]) == {ALICE, BOT}
    channel = (await client.conversations_info(channel=SECRETS))["channel"]
    assert (channel["is_private"], channel["is_member"]) == (True, True)


async def test_a_persons_channels_are_those_that_the_app_may_know_of(client, slack):
    async def of(**asked) -> set[str]:
        answer = await client.users_conversations(**asked)
        return {channel["id"] for channel in answer["channels"]}

    assert {ALERTS, OPS, GENERAL} <= await of(user=ALICE)
    assert await of(user=ALICE, types="private_channel") == set()
    slack.workspace.join(SECRETS, BOT)
    assert await of(user=ALICE, types=["private_channel"]) == {SECRETS}
    assert await of(types="private_channel") == {SECRETS}
    slack.workspace.archive(OPS)
    assert OPS not in await of(user=ALICE, exclude_archived=True)
