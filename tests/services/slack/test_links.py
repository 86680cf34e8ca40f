"""Where a card leads, and where it never does."""

from urllib.parse import unquote

import pytest

from services.alarm import Place
from services.slack.links import console, runbook, web_address
from tests.builders import alarm

NAMES = [
    "a/b",
    "a#b",
    "a b",
    "100 %",
    "%25",
    "한글",
    "a?b&c=d",
    "a+b",
    'it\'s "quoted"',
    "$2F",
    "../../x",
    "a;b,c:d@e~f!(g)*",
    "👀",
]


@pytest.mark.parametrize("name", NAMES)
def test_the_console_s_link_carries_any_name_whole(name: str) -> None:
    base, _, route = console(alarm(name)).partition("#alarmsV2:alarm/")
    assert base == "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1"
    assert unquote(route.replace("$", "%")) == name
    assert (
        route.replace("$", "").replace("-", "").replace("_", "").replace(".", "").replace("~", "").isalnum()
    )


@pytest.mark.parametrize(
    ("place", "host"),
    [
        (Place("aws", "ap-northeast-2"), "https://ap-northeast-2.console.aws.amazon.com/"),
        (Place("aws-cn", "cn-north-1"), "https://cn-north-1.console.amazonaws.cn/"),
        (Place("aws-us-gov", "us-gov-west-1"), "https://us-gov-west-1.console.amazonaws-us-gov.com/"),
    ],
)
def test_each_partition_has_its_console(place: Place, host: str) -> None:
    assert console(alarm(place=place)).startswith(host)


@pytest.mark.parametrize(
    "place",
    [
        Place("aws-iso", "us-iso-east-1"),
        Place("aws", ""),
        Place("aws", "EU (Ireland)"),
        Place("aws", "evil.example/"),
        Place("aws", "eu-west-1.evil.example#"),
        Place("aws", "eu-west-1\n"),
        Place("aws", "eu-west-1/../x"),
        Place("", "eu-west-1"),
    ],
)
def test_there_is_no_link_to_a_console_that_is_unknown(place: Place) -> None:
    assert console(alarm(place=place)) == ""


def test_an_alarm_made_by_hand_has_no_page_in_the_console() -> None:
    assert console(alarm(by_hand=True)) == ""


def test_a_name_too_long_for_an_address_has_no_link() -> None:
    assert console(alarm("한" * 1000)) == ""
    assert console(alarm("")) == ""


@pytest.mark.parametrize(
    ("description", "url"),
    [
        ("RUNBOOK=https://wiki.example.com/a", "https://wiki.example.com/a"),
        ("see https://other.example/x runbook: https://wiki.example.com/a.", "https://wiki.example.com/a"),
        ("Runbook URL: <https://wiki.example.com/a|here>", "https://wiki.example.com/a"),
        ('runbook_url="https://wiki.example.com/a"', "https://wiki.example.com/a"),
        ("What to do (https://wiki.example.com/a_(b)), then call.", "https://wiki.example.com/a_(b)"),
        ("[runbook](https://wiki.example.com/a)", "https://wiki.example.com/a"),
        ("HTTP://WIKI.example.com/a", "HTTP://WIKI.example.com/a"),
        ("runbook=page 12 http://wiki.example.com:8080/a?b=c#d", "http://wiki.example.com:8080/a?b=c#d"),
        ("runbook: https://user@evil.example/ https://wiki.example.com/a", "https://wiki.example.com/a"),
        ("https://wiki.example.com/한글", "https://wiki.example.com/%ED%95%9C%EA%B8%80"),
    ],
)
def test_the_runbook_is_the_one_named_or_else_the_first_address(description: str, url: str) -> None:
    found = runbook(description)
    assert found is not None
    assert found.url == url


@pytest.mark.parametrize(
    "description",
    [
        "",
        "no address at all",
        "runbook: javascript:alert(1)",
        "runbook: ftp://wiki.example.com/a",
        "https://bank.example@evil.example/",
        "https://\\@bank.example/",
        "https://wiki.example.com/" + "a" * 4000,
        "https://[::1",
        "https://",
        "https://bаnk.example/",  # a Cyrillic letter
        "https://%65vil.example/",
        "https://" + "a" * 4000 + ".example/",
        ")" * 60_000,
        "https://" + ")" * 60_000,
    ],
)
def test_what_cannot_be_trusted_is_no_runbook(description: str) -> None:
    assert runbook(description) is None


def test_the_host_shown_is_the_one_that_is_asked() -> None:
    found = runbook("https://evil.example#@bank.example/https://bank.example")
    assert found is not None
    assert found.host == "evil.example"


def test_invisible_signs_do_not_hide_a_host() -> None:
    found = runbook("https://evil\u202e.exam\u200bple/")
    assert found is not None
    assert (found.url, found.host) == ("https://evil.example/", "evil.example")


def test_an_address_cannot_break_out_of_a_link() -> None:
    found = web_address("https://a.example/x|y>z <!channel>")
    assert found is not None
    assert found.url == "https://a.example/x%7Cy%3Ez%20%3C!channel%3E"
