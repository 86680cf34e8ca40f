"""A summary as it is drawn: figures, what is open, what recurs, a model's words made safe, and buttons."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from services.asking.agent import Trouble
from services.asking.talk import Thread
from services.incident import IncidentId, Watcher
from services.locale import translations
from services.overview import Shown
from services.post import Message, Ts
from services.slack.answering.markdown import Safe
from services.slack.speech import Speech
from services.slack.summary_reply import SummaryReply
from services.summing.shelf import Kept, SummaryId
from services.summing.summary import Prose, Reading, Refusal, Room, Summary
from services.summing.tally import Noisy, Stretch, Tally, Took
from tests.builders import ALERTS, ALICE, BOB, NOON, OPS, alarm, incident, minutes, ok
from tests.services.slack.drawn import drawn, elements
from tests.services.slack.rules import refused
from tests.services.summing.fakes import PRIVATE, PUBLIC, remark

DAY = Stretch.back(NOON + minutes(60), timedelta(hours=24))
PROSE = Prose("**Impact** checkout was slow.\n\n- Bob rolled back", "fake-1")


def reply(language: str = "en", *, may_file: bool = True) -> SummaryReply:
    safe = Safe(lambda host: host == "console.aws.amazon.com")
    return SummaryReply(Speech(translations(language), ZoneInfo("UTC")), safe, may_file)


def summary(**about: object) -> Summary:
    tally = Tally(
        DAY,
        12,
        10,
        1,
        (Noisy("web-7", 5, NOON), Noisy("db", 1, NOON)),
        Took(3, 300, 240),
        Took(10, 1500, 720),
    )
    watched = replace(incident(), watchers=(Watcher(ALICE, NOON),))
    whole = Summary(
        DAY,
        PUBLIC,
        tally=tally,
        before=Tally(DAY.before(), 7, 7, to_recover=Took(7, 3600, 900)),
        open=(Shown(watched, OPS),),
        reading=Reading((remark("on it"), remark("done", by="Bob"))),
        prose=PROSE,
    )
    return replace(whole, **about)  # type: ignore[arg-type]


def kept(**about: object) -> Kept:
    return Kept(SummaryId("5011"), summary(**about), ALICE, ALERTS)


def lines(message: Message) -> list[str]:
    """As drawn, with Markdown blocks as they are written."""
    told: list[str] = []
    for block in message.blocks:
        told += block["text"].split("\n") if block["type"] == "markdown" else drawn(Message("", (block,)))
    return told


def test_it_begins_with_figures_and_ends_with_what_may_be_done():
    assert lines(reply().message(kept())) == [
        "*Summary of 1 day, with what was said in #alerts*",
        "• 12 incidents · 10 recovered · 1 closed otherwise · 1 open now · 7 before that",
        "• Time to watch: median 4 min, mean 5 min",
        "• Time to recover: median 12 min, mean 25 min (before that: median 15 min)",
        "*Open now*",
        "• 🔴 *web-7-cpu-high* since 2026-11-20 12:00 (1 h) · 👀 Alice",
        "*What recurs*",
        "• web-7: 5 times, last 2026-11-20 12:00",
        "**Impact** checkout was slow.",
        "",
        "- Bob rolled back",
        "read 2 messages · fake-1 · A model wrote this: check before you act.",
        "[Post to channel] [File in Confluence]",
    ]


def test_of_a_channel_that_was_named_it_says_so():
    assert lines(reply().message(kept(of_room=True)))[0] == "*Summary of #alerts, 1 day*"


def test_its_text_alone_says_it_to_a_screen_reader():
    text = reply().message(kept()).text
    for said in ("Summary of 1 day", "12 incidents", "checkout was slow", "read 2 messages"):
        assert said in text


def test_a_thread_below_a_card_is_told_by_its_incident():
    over = replace(incident(), alarm=ok(after=26), state=ok(after=26).state, closed_at=NOON + minutes(26))
    thread = Thread(ALERTS, Ts("1.000001"))
    told = lines(reply().message(kept(thread=thread, tally=None, open=(), incidents=(over,), prose=None)))
    assert told[0] == "*Summary of a thread in #alerts*"
    assert told[1] == "• 🟢 *web-7-cpu-high* 2026-11-20 12:00 to 12:26 (26 min)"


def test_where_a_model_failed_its_place_says_why_and_nothing_of_it_is_shown():
    failed = Prose("Traceback", "fake-1", Trouble.THROTTLED, "ThrottlingException: <!channel>")
    message = reply().message(kept(prose=failed))
    told = "\n".join(lines(message))
    assert "Bedrock has too much to do just now" in told
    assert "The figures stand; a text is missing." in told
    assert "Traceback" not in told + message.text
    assert "A model wrote this" not in told
    assert "12 incidents" in told


@pytest.mark.parametrize("trouble", list(Trouble))
def test_every_trouble_has_its_sentence(trouble):
    assert "⚠️" in reply().message(kept(prose=Prose(trouble=trouble))).text


def test_what_could_not_be_read_is_said():
    told = lines(reply().message(kept(reading=None, room=None)))
    assert told[0] == "*Summary of 1 day*"
    assert any("From the incidents alone" in line for line in told)


def test_that_there_was_more_is_said():
    told = lines(reply().message(kept(reading=Reading((remark("x"),), more=True))))
    assert any("read 1 message, the newest; there are more" in line for line in told)


def test_what_was_done_is_not_offered_again():
    posted = replace(kept(), posted=True)
    assert lines(reply().message(posted))[-1] == "[File in Confluence]"
    assert elements(reply().message(replace(posted, page="https://wiki.example.com/1")), "button") == []
    assert lines(reply(may_file=False).message(kept()))[-1] == "[Post to channel]"


def test_a_private_channels_summary_is_offered_to_that_channel_alone():
    private = replace(kept(), summary=summary(room=PRIVATE))
    assert lines(reply().message(private))[-1] == "[File in Confluence]"
    there = replace(private, channel=PRIVATE.id)
    assert "[Post to channel]" in lines(reply().message(there))[-1]


def test_what_all_see_names_who_asked_and_has_no_buttons():
    message = reply().shared(kept())
    assert lines(message)[-1].endswith("asked for by Alice")
    assert elements(message, "button") == []


def test_where_it_is_filed_is_a_link_and_why_it_is_not_a_sentence():
    filed = reply().filed(replace(kept(), page="https://wiki.example.com/pages/1"))
    assert elements(filed, "link")[0]["url"] == "https://wiki.example.com/pages/1"
    assert "no space <left>" in lines(reply().filed(replace(kept(), trouble="no space <left>")))[0]
    odd = reply().filed(replace(kept(), page="javascript:alert(1)"))
    assert elements(odd, "link") == []


@pytest.mark.parametrize("language", ["en", "ko"])
def test_hostile_words_ping_nobody_and_link_nowhere_in_both_languages(language):
    evil = "<!channel> @everyone [click](https://evil.example/x) ![](https://evil.example/y) <https://evil.example|z>"
    bad = replace(incident(), alarm=alarm(evil), watchers=(Watcher(replace(BOB, name=evil), NOON),))
    about = {
        "room": Room(ALERTS, evil),
        "open": (Shown(bad),) * 30,
        "prose": Prose(evil * 40, evil),
        "tally": Tally(DAY, 9, 9, 0, (Noisy(evil, 9, NOON),) * 5),
    }
    for message in (reply(language).message(kept(**about)), reply(language).shared(kept(**about))):
        assert refused(message) is None
        everything = message.text + str(message.blocks)
        assert "<!channel>" not in everything
        markdown = [block["text"] for block in message.blocks if block["type"] == "markdown"]
        assert "](https://evil.example" not in "".join(markdown)
        assert [one["url"] for one in elements(message, "link")] == []
        assert "@everyone" not in everything


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_storm_of_incidents_fits_into_one_message(language):
    many = tuple(
        Shown(replace(incident(n), id=IncidentId(f"i{n}"), alarm=alarm(f"alarm-{n}" + "x" * 240)))
        for n in range(5000)
    )
    message = reply(language).message(kept(open=many, prose=Prose("word " * 800, "fake-1")))
    assert refused(message) is None
    assert len(message.text) <= 4000
    assert sum(len(str(block)) for block in message.blocks) < 40_000


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("refusal", list(Refusal))
def test_every_refusal_has_its_sentence(language, refusal):
    assert reply(language).refused(refusal)


def test_a_word_that_is_not_understood_is_told_and_made_safe():
    assert "<!channel>" not in reply().unread("<!channel>")
    assert "yesterday" in reply().unread("yesterday")


def test_the_week_that_was_filed_is_told_with_a_link():
    message = reply().week_filed("https://wiki.example.com/pages/7", DAY)
    assert elements(message, "link")[0]["url"].endswith("/7")
    assert refused(message) is None
