import json

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from demo.slack.people import ALERTS, ALICE, BOB, BOT, BOT_ID, OPS, SECRETS
from tests.demo.slack.blockkit import button, section, within

METADATA = {"event_type": "card", "event_payload": {"incident": "i-1"}}


async def test_the_client_learns_who_it_is(client):
    who = await client.auth_test()
    assert (who["user_id"], who["bot_id"]) == (BOT, BOT_ID)


async def test_a_post_stands_in_its_channel(client, slack):
    answer = await client.chat_postMessage(
        channel=OPS, text="x", blocks=[section()], metadata=METADATA, unfurl_links=False
    )
    (message,) = slack.workspace.messages(OPS)
    assert (message.ts, message.user, message.text) == (answer["ts"], BOT, "x")
    assert message.metadata == METADATA
    assert message.unfurl_links is False
    assert answer["message"]["bot_id"] == BOT_ID


async def test_blocks_get_an_id_where_they_have_none(client, slack):
    attachment = {"color": "good", "blocks": within(button())}
    await client.chat_postMessage(
        channel=OPS, text="x", blocks=[section(block_id="mine"), section()], attachments=[attachment]
    )
    (message,) = slack.workspace.messages(OPS)
    first, second = message.blocks
    assert first["block_id"] == "mine"
    assert second["block_id"]
    assert message.attachments[0]["blocks"][0]["block_id"]
    assert message.attachments[0]["id"] == 1


async def test_the_bot_posts_to_a_public_channel_that_it_is_not_in(client, slack):
    await client.chat_postMessage(channel=ALERTS, text="x")
    assert len(slack.workspace.messages(ALERTS)) == 1


async def test_a_channel_may_be_named_and_a_person_written_to(client, slack):
    await client.chat_postMessage(channel="#ops", text="to a name")
    answer = await client.chat_postMessage(channel=BOB, text="to a person")
    assert answer["channel"] == slack.workspace.dm(BOB).id


async def test_a_private_channel_without_the_bot_is_not_there(client):
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await client.chat_postMessage(channel=SECRETS, text="x")


async def test_an_answer_stands_in_the_thread_and_not_in_the_channel(client, slack, there):
    answer = await client.chat_postMessage(channel=OPS, text="x", thread_ts=there.theirs)
    assert answer["message"]["thread_ts"] == there.theirs
    assert answer["ts"] in [m.ts for m in slack.workspace.messages(OPS, there.theirs)]
    assert answer["ts"] not in [m.ts for m in slack.workspace.messages(OPS)]


async def test_an_answer_sent_to_the_channel_as_well_stands_in_both(client, slack, there):
    answer = await client.chat_postMessage(
        channel=OPS, text="x", thread_ts=there.own, reply_broadcast=True, metadata=METADATA
    )
    assert answer["message"]["subtype"] == "thread_broadcast"
    for stands in (slack.workspace.messages(OPS), slack.workspace.messages(OPS, there.own)):
        assert stands[-1].metadata == METADATA


async def test_an_answer_to_a_message_that_is_gone_falls_out_of_its_thread(client, slack, there):
    await client.chat_delete(channel=OPS, ts=there.own)
    answer = await client.chat_postMessage(channel=OPS, text="x", thread_ts=there.own)
    assert "thread_ts" not in answer["message"]
    assert slack.workspace.messages(OPS)[-1].ts == answer["ts"]


async def test_an_update_changes_what_it_names_and_keeps_the_rest(client, slack, there):
    attachment = {"color": "good", "blocks": [section()]}
    posted = await client.chat_postMessage(channel=OPS, text="x", attachments=[attachment], metadata=METADATA)
    await client.chat_update(channel=OPS, ts=posted["ts"], text="y")
    message = slack.workspace.message(OPS, posted["ts"])
    assert message.text == "y"
    assert message.attachments
    assert message.metadata == METADATA


async def test_a_new_text_without_blocks_takes_the_blocks_away(client, slack):
    posted = await client.chat_postMessage(channel=OPS, text="x", blocks=[section()])
    await client.chat_update(channel=OPS, ts=posted["ts"], text="y")
    assert slack.workspace.message(OPS, posted["ts"]).blocks == ()


async def test_empty_metadata_takes_the_metadata_away(client, slack):
    posted = await client.chat_postMessage(channel=OPS, text="x", metadata=METADATA)
    await client.chat_update(channel=OPS, ts=posted["ts"], text="x", metadata={})
    assert slack.workspace.message(OPS, posted["ts"]).metadata is None


async def test_an_update_with_blocks_does_not_say_that_it_was_edited(client, slack):
    posted = await client.chat_postMessage(channel=OPS, text="x")
    await client.chat_update(channel=OPS, ts=posted["ts"], text="x", blocks=[section()])
    assert slack.workspace.message(OPS, posted["ts"]).edited is None


@pytest.mark.parametrize("field", ["unfurl_links", "unfurl_media"])
async def test_unfurling_cannot_be_updated(client, there, field):
    with pytest.raises(SlackApiError, match=f"unknown field: {field}"):
        await client.chat_update(channel=OPS, ts=there.own, text="x", **{field: False})


async def test_an_ephemeral_is_seen_by_one_and_stands_in_no_history(client, slack, there):
    answer = await client.chat_postEphemeral(channel=OPS, user=ALICE, text="psst")
    (seen,) = slack.workspace.ephemerals(ALICE)
    assert seen.ts == answer["message_ts"]
    assert slack.workspace.ephemerals(BOB) == []
    assert seen.ts not in [message.ts for message in slack.workspace.messages(OPS)]


async def test_an_ephemeral_cannot_be_updated(client, there):
    answer = await client.chat_postEphemeral(channel=OPS, user=ALICE, text="psst")
    with pytest.raises(SlackApiError, match="message_not_found"):
        await client.chat_update(channel=OPS, ts=answer["message_ts"], text="x")


async def test_a_permalink_leads_to_the_message_and_into_its_thread(client, there):
    to_own = await client.chat_getPermalink(channel=OPS, message_ts=there.own)
    to_answer = await client.chat_getPermalink(channel=OPS, message_ts=there.answer)
    assert to_own["permalink"].endswith(f"/archives/{OPS}/p{there.own.replace('.', '')}")
    assert f"thread_ts={there.own}" in to_answer["permalink"]


async def test_the_bot_joins_a_channel_once(client, slack):
    first = await client.conversations_join(channel=ALERTS)
    again = await client.conversations_join(channel=ALERTS)
    assert first["channel"]["is_member"]
    assert again["warning"] == "already_in_channel"
    assert BOT in slack.workspace.channels[ALERTS].members


async def test_a_person_and_a_channel_can_be_looked_up(client, slack):
    user = (await client.users_info(user=ALICE))["user"]
    channel = (await client.conversations_info(channel=ALERTS))["channel"]
    direct = (await client.conversations_info(channel=slack.workspace.dm(BOB).id))["channel"]
    assert user["is_admin"]
    assert (channel["name"], channel["is_member"]) == ("alerts", False)
    assert (direct["is_im"], direct["user"]) == (True, BOB)


async def test_a_form_says_the_same_as_json(slack, http):
    blocks = [section()]
    form = {"channel": OPS, "text": "x", "unfurl_links": "false", "blocks": json.dumps(blocks)}
    form["token"] = slack.bot_token
    async with http.post(slack.api_url + "chat.postMessage", data=form) as answer:
        assert (await answer.json())["ok"]
    (message,) = slack.workspace.messages(OPS)
    assert message.unfurl_links is False
    assert message.blocks[0]["text"] == blocks[0]["text"]


async def test_an_empty_json_body_is_no_error(slack, http):
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}
    async with http.post(slack.api_url + "auth.test", headers=headers) as answer:
        assert (await answer.json())["ok"]


async def test_every_answer_says_what_time_it_is(slack, http: aiohttp.ClientSession):
    async with http.post(slack.api_url + "auth.test") as answer:
        assert answer.headers["Date"].endswith("GMT")


async def test_a_missing_scope_says_which(slack, http):
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    slack.installation.scopes = frozenset({"users:read"})
    body = {"channel": OPS, "text": "x"}
    async with http.post(slack.api_url + "chat.postMessage", json=body, headers=headers) as answer:
        said = await answer.json()
    assert (said["error"], said["needed"], said["provided"]) == ("missing_scope", "chat:write", "users:read")


async def test_a_body_nested_without_end_is_no_json(slack, http):
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}
    body = b'{"a":' + b"[" * 100_000
    async with http.post(slack.api_url + "auth.test", data=body, headers=headers) as answer:
        assert (await answer.json())["error"] == "invalid_json"
