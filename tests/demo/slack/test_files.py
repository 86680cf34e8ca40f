import pytest
from slack_sdk.errors import SlackApiError

from demo.slack.people import ALERTS, BOT, OPS, SECRETS


async def test_a_file_comes_into_the_thread_with_its_comment(client, slack, there):
    answer = await client.files_upload_v2(
        content="alarm,state\ncheckout,ALARM\n",
        filename="storm.csv",
        title="Alarms of the storm",
        channel=OPS,
        thread_ts=there.own,
        initial_comment="All of them:",
    )
    assert (answer["file"]["title"], answer["file"]["name"]) == ("Alarms of the storm", "storm.csv")
    message = slack.workspace.messages(OPS, there.own)[-1]
    assert (message.user, message.text, message.thread_ts) == (BOT, "All of them:", there.own)
    (shown,) = message.files
    assert (shown["mimetype"], shown["size"], shown["mode"]) == ("text/csv", 27, "snippet")
    assert shown["preview"] == "alarm,state\ncheckout,ALARM\n"
    kept = slack.workspace.files.get(shown["id"])
    assert kept.content == b"alarm,state\ncheckout,ALARM\n"
    assert kept.shared == {OPS}


async def test_several_files_make_one_message_that_reads_as_slack_shows_it(client, slack, there):
    uploads = [{"content": b"\x89PNG", "filename": "graph.png"}, {"content": "x", "filename": "x.txt"}]
    await client.files_upload_v2(file_uploads=uploads, channel=OPS)
    message = (await client.conversations_history(channel=OPS, limit=1))["messages"][0]
    assert message["subtype"] == "file_share"
    assert [file["name"] for file in message["files"]] == ["graph.png", "x.txt"]
    assert "preview" not in message["files"][0]


async def test_a_file_for_no_channel_is_shown_nowhere(client, slack, there):
    before = slack.workspace.messages(OPS)
    await client.files_upload_v2(content="x", filename="x.txt")
    assert slack.workspace.messages(OPS) == before


async def test_bytes_of_another_length_are_refused(client, slack, http):
    asked = await client.files_getUploadURLExternal(filename="x.txt", length=3)
    async with http.post(asked["upload_url"], data=b"four") as answer:
        assert answer.status == 400


@pytest.mark.parametrize(
    ("channel", "error"),
    [(ALERTS, "not_in_channel"), (SECRETS, "channel_not_found"), ("C0", "channel_not_found")],
)
async def test_an_app_leaves_files_only_where_it_is_a_member(client, slack, there, channel, error):
    with pytest.raises(SlackApiError) as caught:
        await client.files_upload_v2(content="x", filename="x.txt", channel=channel)
    assert caught.value.response["error"] == error
