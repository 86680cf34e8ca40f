"""The console's pages, as its own address bar writes them."""

from urllib.parse import urlsplit

import pytest

from services.alarm import Metric, Place
from services.aws.console_links import (
    alarm_page,
    alarms_page,
    jsurl,
    logs_page,
    metric_page,
    trail_page,
)
from tests.builders import NOON, alarm, minutes

HOME = Place("aws", "eu-west-1", "111122223333")
START = "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#"
CPU = Metric("CPUUtilization", "AWS/EC2", (("InstanceId", "i-0abc12"),), "Average")
SINCE = NOON - minutes(60)


def test_a_metric_s_graph():
    assert metric_page(HOME, CPU, 300, SINCE, NOON) == START + (
        "metricsV2:graph=~(metrics~(~(~'AWS*2fEC2~'CPUUtilization~'InstanceId~'i-0abc12))~view~'timeSeries"
        "~stacked~false~region~'eu-west-1~stat~'Average~period~300"
        "~start~'2026-11-20T11*3a00*3a00.000Z~end~'2026-11-20T12*3a00*3a00.000Z)"
    )


def test_logs_insights_with_its_query():
    assert logs_page(HOME, ["/aws/lambda/checkout"], "fields @message", SINCE, NOON) == START + (
        "logsV2:logs-insights$3FqueryDetail$3D~(end~'2026-11-20T12*3a00*3a00.000Z"
        "~start~'2026-11-20T11*3a00*3a00.000Z~timeType~'ABSOLUTE~tz~'UTC"
        "~editorString~'fields*20*40message~source~(~'*2faws*2flambda*2fcheckout))"
    )


def test_the_alarms_that_have_gone_off():
    assert alarms_page(HOME) == f"{START}alarmsV2:?~(alarmStateFilter~'ALARM)"


def test_an_alarm_s_own_page():
    assert alarm_page(alarm("결제 #1")).startswith(f"{START}alarmsV2:alarm/$EA$B2$B0$EC$A0$9C$20$231")
    assert alarm_page(alarm(by_hand=True)) == ""


def test_a_resource_s_events():
    assert trail_page(HOME, "app/a&b", SINCE, NOON) == (
        "https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/events"
        "?ResourceName=app%2Fa%26b&StartTime=2026-11-20T11%3A00%3A00.000Z&EndTime=2026-11-20T12%3A00%3A00.000Z"
    )


def test_other_partitions_have_other_consoles():
    assert urlsplit(alarms_page(Place("aws-cn", "cn-north-1"))).hostname == "cn-north-1.console.amazonaws.cn"
    assert alarms_page(Place("aws-iso", "us-iso-east-1")) == ""


@pytest.mark.parametrize("region", ["", "evil.example/x", "eu-west-1@evil", "eu-west-1#", "EU-WEST-1"])
def test_a_region_that_is_none_leads_nowhere(region):
    assert alarms_page(Place("aws", region)) == ""
    assert trail_page(Place("aws", region), "x", SINCE, NOON) == ""


@pytest.mark.parametrize("value", ["~'x)", "a|b>c<d", "\ud800", "x\ny", "💥", "서울", "100 %$"])
def test_no_value_leaves_its_place(value):
    text = jsurl({"a": value})
    assert text.startswith("~(a~'")
    assert text.endswith(")")
    assert all(char.isalnum() or char in "*!_.-" for char in text[5:-1])
    assert text.isascii()


def test_an_address_too_long_for_slack_is_none():
    assert logs_page(HOME, ["g"], "x" * 3_000, SINCE, NOON) == ""
