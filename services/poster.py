"""One write to Slack and how it ended: posted, updated, found again, refused, or not known yet."""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from services.alarm import State
from services.incident import Incident
from services.post import (
    Channel,
    ChannelRefused,
    Face,
    HistoryUnreadable,
    How,
    Message,
    MessageGone,
    MessageRefused,
    OffDuty,
    Owed,
    Pace,
    RateLimited,
    Settled,
    Unreachable,
    Unsure,
)
from services.storming.storm import Storm

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Poster:
    slack: Channel
    face: Face
    pace: Pace
    refused: Callable[[Owed], None]  # the channel takes nothing now
    unreachable: Callable[[Owed], None]

    async def write(self, owed: Owed) -> Settled:
        """Bring one card or line into Slack; what stops this one is not the next one's trouble."""
        try:
            return await self._find(owed) if owed.intent is not None else await self._show(owed)
        except RateLimited as busy:
            log.info("slack_rate_limited", post=owed.id, after=busy.after)
            self.pace.penalise(owed, busy.after)
        except OffDuty:
            log.info("off_duty", post=owed.id, channel=owed.channel)
        except Unreachable as error:
            log.warning("slack_unreachable", post=owed.id, error=str(error))
            self.unreachable(owed)
        except ChannelRefused as error:
            log.error("channel_refused", channel=owed.channel, error=str(error))
            self.refused(owed)
        except Unsure as error:
            log.warning("post_outcome_unknown", post=owed.id, error=str(error))
            self.unreachable(owed)
            return Settled(owed, How.UNSURE)
        except MessageGone:
            log.warning("message_gone", post=owed.id)
            return Settled(owed, How.GONE, version=0 if _rings(owed) else owed.version)
        except MessageRefused as error:
            return self._plainer(owed, error)
        return Settled.not_now(owed)

    async def _show(self, owed: Owed) -> Settled:
        message = await self._message(owed)
        if owed.method == "update":
            await self.slack.update(owed, message)
            ts = owed.ts
        else:
            ts = await self.slack.post(owed, message)
        log.info(
            "updated" if owed.method == "update" else "posted", post=owed.id, channel=owed.channel, ts=ts
        )
        return Settled(owed, How.SHOWN, ts, owed.version)

    async def _find(self, owed: Owed) -> Settled:
        """Look for what was begun and not heard of again; of two, the younger goes."""
        try:
            found = await self.slack.find(owed)
        except HistoryUnreadable as error:
            log.warning(
                "history_unreadable", post=owed.id, error=str(error)
            )  # a double is better than a loss
            return Settled(owed, How.OWED)
        for younger in found[1:]:
            await self.slack.delete(owed.channel, younger)
        log.info("post_outcome_found", post=owed.id, times=len(found))
        if not found:
            return Settled(owed, How.OWED)
        return Settled(owed, How.SHOWN, found[0], version=0 if owed.is_card or owed.page else owed.version)

    async def _message(self, owed: Owed) -> Message:
        if owed.page and isinstance(owed.subject, Storm):
            message = self.face.page(owed.subject, owed.page)
        elif not owed.is_card:
            message = self.face.lines(owed.subject, owed.lines)
        else:
            earlier = await self.slack.permalink(owed.channel, owed.earlier_ts) if owed.earlier_ts else ""
            message = self.face.card(owed.subject, earlier=earlier)
        return self.face.plain(message) if owed.plain else message

    def _plainer(self, owed: Owed, error: MessageRefused) -> Settled:
        """Fall back to plain text, once; then give it up, loudly."""
        log.error("message_refused", post=owed.id, plain=owed.plain, error=str(error))
        if owed.plain:
            return Settled(owed, How.GONE, version=owed.version)
        return Settled(owed, How.PLAIN)


def _rings(owed: Owed) -> bool:
    """Whether an ALARM would be told by a card that is no longer there: it needs another one."""
    incident = owed.subject
    rings = isinstance(incident, Incident) and incident.state is State.ALARM and not incident.muting
    return owed.is_card and owed.urgent and rings
