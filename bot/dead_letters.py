"""What is done about the dead-letter queue, put together."""

from functools import partial

from bot.home import now
from bot.kit import Kit
from services.aws.dead_letters import SqsDeadLetters
from services.aws.figures import SqsFigures
from services.board import AlertBoard
from services.dead_letters.letters import DeadLetters
from services.dead_letters.watch import DeadLetterWatch
from services.incident import ChannelId
from services.locale import translations
from services.slack.dead_letter_notice import dead_letter_notice


def dead_letters(kit: Kit) -> DeadLetters:
    url, topic = kit.settings.alarm_queue_url, kit.settings.alarm_topic_arn
    return DeadLetters(SqsDeadLetters(kit.aws.figures(url), url, topic, kit.pools.calls), now)


def dead_letter_watch(kit: Kit, board: AlertBoard) -> DeadLetterWatch:
    settings, url = kit.settings, kit.settings.alarm_queue_url
    return DeadLetterWatch(
        SqsFigures(kit.aws.figures(url), kit.cloudwatch.client, url, kit.pools.calls),
        kit.storage.dead_letters,
        kit.storage.notices(ChannelId(settings.ops_channel or settings.alert_channel), board.wake),
        partial(dead_letter_notice, translations(settings.bot_language)),
        now,
    )
