import pytest
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from demo.slack.people import ALICE, BOT, OPS

METADATA = {"event_type": "card", "event_payload": {"incident": "i-1"}}


@pytest.fixture
def ten(slack):
    slack.workspace.join(OPS, BOT)
    return [slack.workspace.post(OPS, BOT, str(n), metadata=METADATA).ts for n in range(10)]


@pytest.fixture
def answers(slack, ten):
    return [slack.workspace.post(OPS, ALICE, f"a{n}", thread_ts=ten[0]).ts for n in range(5)]


def stamps(page: AsyncSlackResponse) -> list[str]:
    return [message["ts"] for message in page["messages"]]


async def test_history_comes_newest_first_in_pages_until_there_is_no_more(client, ten):
    seen, cursor = [], None
    while cursor != "":
        page = await client.conversations_history(channel=OPS, limit=4, cursor=cursor)
        seen += stamps(page)
        cursor = page["response_metadata"]["next_cursor"] if page["has_more"] else ""
    assert seen == ten[::-1]


async def test_the_ends_of_a_time_do_not_belong_to_it_unless_asked_for(client, ten):
    ends = {"channel": OPS, "oldest": ten[2], "latest": ten[5]}
    assert stamps(await client.conversations_history(**ends)) == ten[4:2:-1]
    assert stamps(await client.conversations_history(**ends, inclusive=True)) == ten[5:1:-1]


async def test_a_cursor_keeps_to_the_time_asked_for(client, ten):
    ends = {"channel": OPS, "oldest": ten[2], "limit": 3}
    first = await client.conversations_history(**ends)
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_history(**ends, cursor=cursor)
    assert stamps(first) + stamps(second) == [*ten[9:6:-1], *ten[6:3:-1]]


async def test_metadata_is_shown_to_who_asks_for_it(client, ten):
    without = await client.conversations_history(channel=OPS, limit=1)
    with_it = await client.conversations_history(channel=OPS, limit=1, include_all_metadata=True)
    assert "metadata" not in without["messages"][0]
    assert with_it["messages"][0]["metadata"] == METADATA


async def test_answers_stand_in_the_thread_and_broadcasts_in_history_too(client, slack, ten, answers):
    sent = slack.workspace.post(OPS, BOT, "x", thread_ts=ten[0], reply_broadcast=True, metadata=METADATA)
    page = await client.conversations_history(channel=OPS, include_all_metadata=True)
    newest = page["messages"][0]
    assert (newest["ts"], newest["subtype"]) == (sent.ts, "thread_broadcast")
    assert newest["metadata"] == METADATA
    assert not set(answers) & set(stamps(page))
    first = page["messages"][-1]
    assert (first["reply_count"], first["latest_reply"]) == (6, sent.ts)


async def test_a_thread_comes_oldest_first_and_its_first_message_once(client, ten, answers):
    seen, cursor = [], None
    while cursor != "":
        page = await client.conversations_replies(channel=OPS, ts=ten[0], limit=2, cursor=cursor)
        seen += stamps(page)
        cursor = page["response_metadata"]["next_cursor"] if page["has_more"] else ""
    assert seen == [ten[0], *answers]


async def test_a_page_of_one_is_the_first_message_and_leads_on(client, ten, answers):
    page = await client.conversations_replies(channel=OPS, ts=ten[0], limit=1)
    assert stamps(page) == [ten[0]]
    assert page["has_more"]


async def test_a_message_without_answers_is_a_thread_of_one(client, ten):
    assert stamps(await client.conversations_replies(channel=OPS, ts=ten[3])) == [ten[3]]


async def test_the_first_message_comes_whatever_the_time_asked_for(client, ten, answers):
    page = await client.conversations_replies(channel=OPS, ts=ten[0], oldest=answers[2])
    assert stamps(page) == [ten[0], *answers[3:]]


async def test_a_deleted_answer_is_gone_from_its_thread(client, slack, ten, answers):
    slack.workspace.delete(OPS, answers[1])
    page = await client.conversations_replies(channel=OPS, ts=ten[0])
    assert answers[1] not in stamps(page)
