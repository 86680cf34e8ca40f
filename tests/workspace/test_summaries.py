"""`/aws summarize`, the shortcut and the digest: the real process over real sockets."""

import json
from datetime import UTC, datetime

import pytest

from demo.bedrock.replies import Says
from demo.session import asking
from demo.slack.people import ALERTS, ALICE, BOB, BOT, CAROL, GENERAL, OPS, SECRETS, Message

pytestmark = pytest.mark.asyncio(loop_scope="session")

CPU = "web-7-cpu-high"


def alone(world, user: str) -> list[Message]:
    told: list[Message] = world.slack.workspace.ephemerals(user)
    return told


async def asked(world, user: str, text: str, channel: str = ALERTS) -> Message:
    """What *user* alone is told to `/aws summarize text` after the word that it is being read."""
    before = len(alone(world, user))
    assert await world.slack.command(user, channel, "/aws", f"summarize {text}".strip())
    await world.until(lambda: len(alone(world, user)) >= before + 2)
    first, then = alone(world, user)[before : before + 2]
    assert first.text == "Reading …"
    return then


async def incident(world) -> Message:
    """One that was watched, spoken about and is over."""
    await world.console.make()
    await world.start()
    await world.console.set_state(CPU, "ALARM", "too hot")
    card: Message = await world.card(CPU)
    assert await world.slack.click(ALICE, ALERTS, card.ts, "click_watch")
    await world.slack.say(BOB, ALERTS, "rolled back v812", card.ts)
    await world.console.set_state(CPU, "OK", "all good")
    await world.until(lambda: "🟢" in world.cards()[0].text)
    return card


def said(message: Message) -> str:
    return json.dumps([message.text, message.blocks], ensure_ascii=False)


async def test_a_day_is_summarized_for_the_one_who_asked_and_then_posted_for_all(world):
    await incident(world)
    summary = await asked(world, ALICE, "")
    for word in ("Summary of 1 day", "1 incident", "1 recovered", "Time to watch", "read 1 message"):
        assert word in summary.text
    assert "File in Confluence" not in said(summary), "there is no Confluence"
    assert await world.slack.click(ALICE, ALERTS, summary.ts, "summary_post")
    posted = await world.until(lambda: [one for one in world.cards() if "asked for by Alice" in one.text])
    assert "summary_post" not in said(posted[0])
    await world.until(
        lambda: [
            one for one in alone(world, ALICE) if one.ts == summary.ts and "summary_post" not in said(one)
        ]
    )


async def test_share_shows_it_to_the_channel_at_once(world):
    await incident(world)
    assert await world.slack.command(BOB, ALERTS, "/aws", "summarize 7d #alerts share")
    await world.until(lambda: [one for one in world.cards() if "Summary of #alerts, 7 days" in one.text])
    assert [one.text for one in alone(world, BOB)] == ["Reading …"]


async def test_a_thread_is_summarized_by_its_address_and_by_the_shortcut(world):
    card = await incident(world)
    link = f"{world.slack.url}/archives/{ALERTS}/p{card.ts.replace('.', '')}"
    by_address = await asked(world, BOB, link, GENERAL)
    assert CPU in by_address.text
    assert "read 1 message" in by_address.text
    before = len(alone(world, ALICE))
    assert await world.slack.shortcut(ALICE, ALERTS, card.ts, "summarize_thread")
    await world.until(lambda: len(alone(world, ALICE)) == before + 2)
    assert alone(world, ALICE)[-1].text == by_address.text


async def test_what_somebody_may_not_read_is_not_read_out_to_them(world):
    await world.start()
    world.slack.workspace.join(SECRETS, BOT)
    secret = await world.slack.say(ALICE, SECRETS, "the merger is on Friday")
    link = f"{world.slack.url}/archives/{SECRETS}/p{secret.ts.replace('.', '')}"
    for words in (link, f"<#{SECRETS}|secrets>", "#secrets"):
        assert "you are not in it" in (await asked(world, BOB, words)).text
    mine = await asked(world, ALICE, f"{link} share")
    assert "Summary of a thread in #secrets" in mine.text
    await world.until(lambda: "told there alone" in alone(world, ALICE)[-1].text)
    assert not [one for one in world.cards() if "secrets" in one.text]
    assert await world.slack.command(CAROL, ALERTS, "/aws", "summarize")
    await world.until(lambda: [one for one in alone(world, CAROL) if "guest" in one.text])


async def test_what_is_not_understood_or_not_there_is_said(world):
    await world.start()
    assert await world.slack.command(BOB, ALERTS, "/aws", "summarize yesterday")
    await world.until(lambda: [one for one in alone(world, BOB) if "“yesterday”" in one.text])
    assert "no such channel or thread" in (await asked(world, BOB, "#nowhere")).text


async def test_a_model_tells_it_in_words_and_where_it_fails_the_figures_stand(world, bedrock):
    world.bot.env |= asking(bedrock, "model")
    await incident(world)
    bedrock.script.append(Says("**Impact** none. [click](https://evil.example/x) <!channel>"))
    told = said(await asked(world, BOB, ""))
    assert "**Impact** none." in told
    assert "](https://evil.example" not in told
    assert "<!channel>" not in told
    bedrock.script.append(Says(""))
    failed = await asked(world, BOB, "")
    assert "The figures stand; a text is missing." in failed.text
    assert "1 recovered" in failed.text


async def test_the_digest_of_today_is_told_once_in_the_channel_of_the_bot(world):
    world.bot.env["DIGEST"] = f"{datetime.now(UTC):%H:%M}"
    await world.start()
    stands = await world.until(lambda: [one for one in world.cards(OPS) if "Digest" in one.text])
    assert "Open now" in json.dumps(stands[0].attachments)
    await world.until(lambda: world.bot.said("swept"))
    await world.bot.stop()
    await world.bot.start()
    await world.until(lambda: len(world.bot.said("swept")) == 2)
    assert len([one for one in world.cards(OPS) if "Digest" in one.text]) == 1


async def test_a_digest_that_nobody_can_read_is_refused_at_the_start(world):
    world.bot.env["DIGEST"] = "every monday"
    await world.bot.start()
    assert await world.bot.process.wait() != 0
    told = "".join(log.read_text() for log in world.bot.logs)
    assert "DIGEST can't be used: write it like 09:00" in told
    world.bot.child = None
