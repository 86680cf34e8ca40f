"""SNS asks whether a subscription is wanted: told to people, and never answered."""

from services.aws.notification.envelope import Letter
from services.aws.notification.facts import Fact

_ASKS = {
    "SubscriptionConfirmation": "asks to confirm a subscription",
    "UnsubscribeConfirmation": "has ended a subscription",
}


def title_of(letter: Letter) -> str:
    return f"The topic {letter.topic_name} {_ASKS[letter.type]}" if letter.type in _ASKS else ""


def facts_of_subscription(letter: Letter) -> tuple[Fact, ...]:
    if letter.type not in _ASKS:
        return ()
    return ("Topic", letter.topic_arn), (
        "Left out",
        "SubscribeURL and Token: whoever has them could answer",
    )
