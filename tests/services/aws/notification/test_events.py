"""Whatever is no alarm is shown readably, and nothing of it is dropped."""

import json
import re
from datetime import UTC, datetime

import pytest

from services.alarm import Place
from tests.payloads import ACCOUNT, SENT_AT, TOPIC, bus_event, delivered, enveloped, event_in


def labels(body: object) -> list[str]:
    return [label for label, _ in event_in(body).facts]


def test_an_eventbridge_event_is_titled_by_its_kind_and_placed():
    event = event_in(bus_event("Oven State Change", {"state": "cold"}))

    assert (event.title, event.source) == ("Oven State Change", "aws.bakery")
    assert event.at == datetime(2026, 11, 20, 9, 29, tzinfo=UTC)
    assert event.place == Place("aws", "eu-north-1", ACCOUNT)


def test_resources_and_names_come_first_then_states_and_the_envelope_last():
    detail = {
        "loaves": 40,
        "tray": {"depth": {"in": {"cm": {"of": 4}}}},
        "state": "cold",
        "ovenName": "oven-3",
    }

    assert labels(bus_event("Oven State Change", detail)) == [
        "resources",
        "ovenName",
        "state",
        "loaves",
        "tray.depth.in.cm.of",
        "version",
        "id",
        "source",
        "account",
        "time",
        "region",
    ]


def test_the_word_above_tells_what_a_bare_value_is():
    assert labels({"a": 1, "severity": {"label": "HIGH"}, "state": {"value": "cold"}})[:2] == [
        "severity.label",
        "state.value",
    ]


def test_a_call_is_titled_by_what_was_called():
    detail = {"eventName": "ShutOven", "eventSource": "ovens.amazonaws.com"}

    assert (
        event_in(bus_event("AWS API Call via CloudTrail", detail)).title
        == "AWS API Call via CloudTrail: ShutOven"
    )


def test_a_record_is_titled_by_its_source_and_name():
    record = {
        "eventSource": "aws:oven",
        "eventName": "LoafBaked:Put",
        "awsRegion": "eu-north-1",
        "loaf": {"size": 2},
    }
    event = event_in({"Records": [record]})

    assert (event.title, event.place.region) == ("aws:oven: LoafBaked:Put", "eu-north-1")
    assert ("loaf.size", "2") in event.facts


def test_several_records_are_numbered():
    assert "[1].loaf" in labels({"Records": [{"loaf": "rye"}, {"loaf": "oat"}]})


def test_a_subject_is_the_title():
    event = event_in(enveloped(bus_event("Oven State Change", {}), Subject="Bread is ready"))

    assert event.title == "Bread is ready"
    assert ("detail-type", "Oven State Change") in event.facts


def test_without_anything_better_the_topic_is_the_title():
    assert event_in(enveloped({"loaf": "rye"})).title == "bells"
    assert event_in({"loaf": "rye"}).title == "Notification"


def test_a_text_stays_a_text_and_its_first_line_is_the_title():
    event = event_in(enveloped("\n  Bread is ready.\nCome\x07 and\tget it.\r\nBye"))

    assert event.title == "Bread is ready."
    assert event.text == "\n  Bread is ready.\nCome and\tget it.\nBye"
    assert (event.facts, event.source) == ((), "sns")


@pytest.mark.parametrize("text", ['"Bread"', "42", "null", "{'loaf': 'rye'}", '{"loaf": "rye"', "{}", "[]"])
def test_what_is_no_json_to_read_is_shown_as_it_is(text):
    assert event_in(enveloped(text)).text == text


def test_a_long_text_is_cut_and_says_so():
    text = event_in("x" * 10_250).text

    assert text.startswith("x" * 10_000)
    assert text.endswith("(250 more characters)")


def test_lists_of_scalars_are_joined_and_empty_values_left_away():
    event = event_in({"trays": ["a", 2, None, True], "none": None, "no": [], "nor": {}, "blank": " "})

    assert event.facts == (("trays", "a, 2, true"),)


def test_a_long_list_says_how_many_more_there_are():
    ((_, value),) = event_in({"trays": list(range(40))}).facts

    assert value.endswith(", 24 … (15 more)")


def test_names_with_values_become_labels():
    event = event_in({"tags": [{"Key": "team", "Value": "dough"}, {"name": "shift", "value": "night"}]})

    assert event.facts == (("tags[0].team", "dough"), ("tags[1].shift", "night"))


def test_json_in_a_text_is_opened_once():
    inner = json.dumps({"loaf": "rye", "deeper": json.dumps({"crumb": 1})})
    event = event_in(bus_event("Oven State Change", inner))

    assert ("loaf", "rye") in event.facts
    assert ("deeper", '{"crumb": 1}') in event.facts


def test_what_is_not_shown_is_counted():
    event = event_in({f"loaf{n}": n for n in range(75)})

    assert len(event.facts) == 61
    assert event.facts[-1] == ("more", "15 values are not shown")


def test_of_very_much_the_rest_is_told_without_counting():
    assert event_in([{"loaf": n} for n in range(20_000)]).facts[-1] == (
        "more",
        "thousands of values are not shown",
    )


def test_attributes_of_the_message_are_shown():
    attributes = {"Shift": {"Type": "String", "Value": "night"}, "Token": {"Type": "String", "Value": "t0"}}
    event = event_in(enveloped("Bread", MessageAttributes=attributes))

    assert event.facts == (("Shift", "night"), ("Token", "(left out)"))


def test_long_values_are_cut():
    event = event_in(enveloped({"k" * 9_000: "v" * 9_000}, Subject="s" * 9_000))

    assert (len(event.title), len(event.facts[0][0]), len(event.facts[0][1])) == (256, 256, 1_000)


def test_an_event_is_known_by_its_message_and_keeps_its_id():
    one, again = delivered(enveloped("Bread")), delivered(enveloped("Bread"))
    other = delivered(enveloped("Bread", MessageId="another"))

    assert one == again
    assert one.key == "sns:5f0c0d5e-0000-4000-8000-1b1b1b1b1b1b"
    assert one.notification != other.notification
    assert delivered("Bread").key == "sqs:sqs-1"
    assert re.fullmatch(r"[A-Za-z0-9-]{1,64}", event_in("Bread").id)


def test_a_raw_event_has_the_time_it_was_sent():
    assert event_in("Bread").at == SENT_AT


def test_an_event_without_a_place_has_that_of_its_topic():
    assert event_in(enveloped("Bread")).place == Place("aws", "eu-north-1", ACCOUNT)
    assert TOPIC.startswith("arn:aws:sns:eu-north-1")
