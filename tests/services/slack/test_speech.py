"""The language that a message is written in."""

from zoneinfo import ZoneInfo

from services.locale import translations
from services.slack.cards import Cards
from tests.builders import event


def test_english_is_what_the_code_says() -> None:
    english = translations("en")
    assert english.gettext("Stop watching") == "Stop watching"
    assert english.ngettext("{n} day", "{n} days", 2) == "{n} days"


def test_a_language_without_a_catalogue_is_english() -> None:
    assert translations("xx").gettext("Stop watching") == "Stop watching"
    assert Cards("xx", timezone=ZoneInfo("UTC")).card(event("Ping")).text == "🔵 Ping"
