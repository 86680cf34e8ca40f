"""What was begun and not heard of is looked for by Slack's clock, whatever the machine's own is set to."""

from email.utils import formatdate
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from services.post import Message, Owed, PostId
from services.slack.channel import SlackChannel
from tests.builders import ALERTS, incident
from tests.fakes import Clock

POST = PostId("incident1/C0ALERTS/0")


class Slack(AsyncWebClient):
    """Answers by its own clock, and keeps what was posted."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(token="bench")
        self.slack_clock = clock
        self.stands: list[dict[str, Any]] = []

    async def api_call(self, api_method: str, **asked: Any) -> AsyncSlackResponse:
        said = asked.get("json") or asked.get("params") or {}
        data: dict[str, Any] = {"ok": True}
        if api_method == "chat.postMessage":
            data["ts"] = f"{self.slack_clock():.6f}"
            self.stands.append({"ts": data["ts"], "metadata": said["metadata"]})
        else:
            oldest = float(said["oldest"])
            data["messages"] = [one for one in self.stands if float(one["ts"]) > oldest]
        headers = {"Date": formatdate(self.slack_clock(), usegmt=True)}
        return AsyncSlackResponse(
            client=self,
            http_verb="POST",
            api_url="",
            req_args={},
            data=data,
            headers=headers,
            status_code=200,
        )


def owed(post: PostId, intent: float | None = None) -> Owed:
    return Owed((post,), ALERTS, incident(), 1, urgent=True, card=post, intent=intent)


async def test_a_clock_set_back_hides_no_post_from_whoever_looks_for_it():
    slack, ours = Slack(Clock()), Clock()
    channel = SlackChannel(slack, ours)
    began = channel.now()
    await channel.post(owed(POST), Message("begun, and its answer lost"))
    ours.pass_(-900)
    await channel.post(owed(PostId("another")), Message("answered since"))
    assert await channel.find(owed(POST, began)) == [slack.stands[0]["ts"]]
    assert abs(channel.now() - slack.slack_clock()) < 1.5
