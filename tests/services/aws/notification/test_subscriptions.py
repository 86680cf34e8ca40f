"""SNS asks whether a subscription is wanted: told, and nobody in the channel can answer for us."""

import json

import pytest

from tests.payloads import TOPIC, Payload, enveloped, event_in

TOKEN = "2336abcd" * 24
LINK = f"https://sns.eu-north-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token={TOKEN}"
LEAVE = f"https://sns.eu-north-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn={TOPIC}:1"


def asked(kind: str = "SubscriptionConfirmation", **about: object) -> Payload:
    message = f"You have chosen to subscribe to the topic {TOPIC}."
    return {"Type": kind, "MessageId": "m", "TopicArn": TOPIC, "Message": message} | about


def shown(body: object) -> str:
    event = event_in(body)
    return "\n".join([event.title, event.text, *(f"{label}: {value}" for label, value in event.facts)])


@pytest.mark.parametrize("kind", ["SubscriptionConfirmation", "UnsubscribeConfirmation"])
def test_it_says_which_topic_asks_and_what_was_left_out(kind):
    event = event_in(asked(kind, Token=TOKEN, SubscribeURL=LINK))

    assert "bells" in event.title
    assert ("Topic", TOPIC) in event.facts
    assert any("SubscribeURL" in value for label, value in event.facts if label == "Left out")
    assert event.text.startswith("You have chosen")


@pytest.mark.parametrize(
    "body",
    [
        asked(Token=TOKEN, SubscribeURL=LINK),
        asked(Token=TOKEN, SubscribeURL=LINK, Message=None),
        asked(Token=TOKEN, SubscribeURL=LINK, Message=f"Visit {LINK} now"),
        asked(Token=TOKEN, SubscribeURL=LINK, Message={"SubscribeURL": LINK, "Token": [TOKEN]}),
        asked(Token=TOKEN, SubscribeURL=LINK, Subject=f"Visit {LINK}"),
        asked("Unknown", Token=TOKEN, SubscribeURL=LINK),
        enveloped(asked(Token=TOKEN, SubscribeURL=LINK, UnsubscribeURL=LEAVE)),
        {"Records": [{"Sns": asked(Token=TOKEN, SubscribeURL=LINK, UnsubscribeUrl=LEAVE)}]},
        {"body": json.dumps(asked(Token=TOKEN, SubscribeURL=LINK))},
        {"deep": {"body": json.dumps({"body": json.dumps(asked(Token=TOKEN, SubscribeURL=LINK))})}},
        json.dumps(asked(Token=TOKEN, SubscribeURL=LINK, UnsubscribeURL=LEAVE))[:-1],
        json.dumps(asked(Token=TOKEN, SubscribeURL=LINK))[:-1].replace("/", "\\/").replace("&", "\\u0026"),
        f"go to https://x.example/?to={LINK.replace('=', '%3D')}",
        {"body": {"unsubscribe_url": "https://x.example/Action=Unsubscribe/1"}},
        f"token {TOKEN}, or {LEAVE}",
        enveloped("Bread", MessageAttributes={"Token": {"Value": TOKEN}, "Link": {"Value": LINK}}),
    ],
)
def test_neither_link_nor_token_is_ever_shown(body):
    text = shown(body)

    assert TOKEN[:32] not in text
    assert "ConfirmSubscription" not in text
    assert "Action=Unsubscribe" not in text


def test_a_link_that_ends_a_subscription_is_left_out_wherever_it_leads():
    assert event_in({"UnsubscribeURL": "https://x.example/1"}).facts == (("UnsubscribeURL", "(left out)"),)


def test_it_is_never_an_alarm_whatever_it_carries():
    alarm = json.dumps({"AlarmName": "knead", "NewStateValue": "ALARM"})

    assert "bells" in event_in(asked(Message=alarm)).title
