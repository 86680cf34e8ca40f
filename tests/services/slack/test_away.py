"""What came and went while the bot was away, and what was closed though it never recovered: in words."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from services.attendance import Away
from services.incident import Ended, Ending
from services.locale import translations
from services.slack.away import away_notice
from services.slack.cards import Cards
from tests.builders import NOON, incident, minutes, ok

ZONE = ZoneInfo("Asia/Seoul")
AWAY = Away(NOON - minutes(60), NOON + minutes(60))


def notice(*incidents, away: Away = AWAY):
    return away_notice(translations("en"), ZONE, away, incidents)


def test_it_says_from_when_to_when_and_of_each_how_long_it_lasted():
    gone_by = incident().changed(ok(after=26))
    said = notice(gone_by)
    assert said.title == "While you were away (20:00 – 22:00): 1 alarm went off and recovered"
    assert said.facts == (("web-7-cpu-high", "21:00, for 26 min"),)


def test_many_are_counted_and_all_of_them_named():
    said = notice(*[incident().changed(ok(after=1))] * 12)
    assert said.title.endswith("12 alarms went off and recovered")
    assert len(said.facts) == 12
    assert said.is_long


def test_an_absence_over_night_names_the_days():
    said = notice(incident().changed(ok(after=1)), away=replace(AWAY, since=NOON - timedelta(days=1)))
    assert "(2026-11-19 21:00 – 2026-11-20 22:00)" in said.title
    assert said.facts[0][1].startswith("2026-11-20 21:00")


def test_where_only_the_recovery_was_heard_it_says_no_more():
    gone_by = replace(incident(), opened_at=None).changed(ok(after=26))
    assert notice(gone_by).facts[0][1] == "recovered at 21:26"


def test_a_deleted_alarm_looks_closed_and_says_why():
    cards, gone = Cards(timezone=ZONE), incident().ended(Ending.DELETED, NOON + minutes(5))
    card = cards.card(gone)
    assert "CLOSED web-7-cpu-high: deleted in CloudWatch" in card.text
    assert "deleted in CloudWatch" in str(card.attachments)
    assert "click_watch" not in str(card.attachments)
    line = cards.lines(gone, [Ended(NOON, Ending.DELETED)])
    assert "The alarm was deleted in CloudWatch" in line.text


def test_an_alarm_nobody_speaks_of_looks_closed_and_says_why():
    cards, gone = Cards(timezone=ZONE), incident().ended(Ending.SILENT, NOON + timedelta(days=8))
    assert "closed, as nobody spoke of it" in cards.card(gone).text
    assert "7 days" in str(cards.card(gone).attachments)
    assert "No word of this alarm for 7 days" in cards.lines(gone, [Ended(NOON, Ending.SILENT)]).text


def test_one_that_is_heard_to_recover_after_all_is_green():
    after = incident().ended(Ending.SILENT, NOON + timedelta(days=8)).changed(ok(after=60 * 24 * 9))
    assert "OK web-7-cpu-high" in Cards(timezone=ZONE).card(after).text
