"""What people type after `/aws summarize`."""

from datetime import timedelta

import pytest

from services.asking.talk import Thread
from services.incident import ChannelId
from services.post import Ts
from services.slack.thread_link import read_wanted
from services.summing.summary import Wanted

ROOT = Thread(ChannelId("C012ABCDEF"), Ts("1700000000.123456"))


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("", Wanted()),
        ("7d", Wanted(timedelta(days=7))),
        ("#ops", Wanted(name="ops")),
        ("#운영-알림 24H", Wanted(timedelta(hours=24), name="운영-알림")),
        ("48h <#C012ABCDEF|ops>", Wanted(timedelta(hours=48), ChannelId("C012ABCDEF"))),
        ("https://acme.slack.com/archives/C012ABCDEF", Wanted(channel=ChannelId("C012ABCDEF"))),
        ("https://acme.slack.com/archives/C012ABCDEF/p1700000000123456", Wanted(thread=ROOT)),
        ("<https://acme.slack.com/archives/C012ABCDEF/p1700000000123456|here>", Wanted(thread=ROOT)),
        (
            "https://acme.slack.com/archives/C012ABCDEF/p1700000099000001?thread_ts=1700000000.123456&cid=C0",
            Wanted(thread=ROOT),
        ),
    ],
)
def test_a_span_a_channel_and_the_address_of_a_thread_are_understood(words, wanted):
    assert read_wanted(words.split()) == wanted


@pytest.mark.parametrize(
    "word",
    [
        "yesterday",
        "0h",
        "#",
        "#" + "x" * 200,
        "<@U012ABCDEF>",
        "ftp://acme.slack.com/archives/C012ABCDEF/p1700000000123456",
        "https://acme.slack.com/archives/U012ABCDEF/p1700000000123456",
        "https://acme.slack.com/archives/C012ABCDEF/p17",
        "https://[acme/archives/C012ABCDEF",
        "https://acme.slack.com/archives/C012ABCDEF/p1700000000123456/../../x",
    ],
)
def test_what_is_nothing_of_the_kind_is_named(word):
    assert read_wanted(["24h", word]) == word


def test_an_address_that_names_a_wrong_thread_is_that_of_its_message():
    words = ["https://acme.slack.com/archives/C012ABCDEF/p1700000000123456?thread_ts=<script>"]
    assert read_wanted(words) == Wanted(thread=ROOT)
