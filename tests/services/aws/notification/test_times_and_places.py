"""Times in all their forms, and regions in all their spellings."""

import json
import os
from datetime import UTC, datetime

import botocore
import pytest

from services.alarm import Place
from services.aws.notification.place import in_arn, merged, region_of
from services.aws.notification.times import when

EXACT = datetime(2026, 11, 20, 9, 30, 4, 123_000, tzinfo=UTC)
WHOLE = EXACT.replace(microsecond=0)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-20T09:30:04.123+0000", EXACT),
        ("2026-11-20T09:30:04.123Z", EXACT),
        ("2026-11-20T09:30:04.123", EXACT),
        ("2026-11-20T18:30:04.123+09:00", EXACT),
        ("2026-11-20T09:30: 04.123+0000", EXACT),
        ("2026-11-20 09:30:04 UTC", WHOLE),
        ("2026-11-20T09:30:04+0000", WHOLE),
        ("Fri, 20 Nov 2026 09:30:04 GMT", WHOLE),
        ("Friday 20 November, 2026 09:30:04 UTC", WHOLE),
        (1795167004, WHOLE),
        ("1795167004123", EXACT),
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_in_every_form_and_is_utc(written, meant):
    found = when(written)

    assert found == meant
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "date",
        "noon",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-13-45",
        True,
        [],
        7,
        1e300,
        "Friday 31 February, 2026 09:30:04 UTC",
        "Friday 20 Smarch, 2026 09:30:04 UTC",
        "9" * 500,
        "nan",
        "-",
        ",",
    ],
)
def test_what_is_no_time_is_none(written):
    assert when(written) is None


@pytest.mark.parametrize(
    ("shown", "region"),
    [
        ("EU (Ireland)", "eu-west-1"),
        ("EU - Ireland", "eu-west-1"),
        ("Europe (Ireland)", "eu-west-1"),
        ("US East (N. Virginia)", "us-east-1"),
        ("US - N. Virginia", "us-east-1"),
        ("US East - N. Virginia", "us-east-1"),
        ("APAC - Tokyo", "ap-northeast-1"),
        ("AsiaPacific (Seoul)", "ap-northeast-2"),
        ("GovCloud (US-West)", "us-gov-west-1"),
        ("AWS GovCloud (US)", "us-gov-west-1"),
        ("China (Ningxia)", "cn-northwest-1"),
        ("South America (São Paulo)", "sa-east-1"),
        ("eu-west-1", "eu-west-1"),
        ("Eu west 1", "eu-west-1"),
        ("Atlantis (Deep)", ""),
        ("Central", ""),
        ("(Central)", ""),
        ("", ""),
        (None, ""),
        (["EU (Ireland)"], ""),
    ],
)
def test_a_region_is_known_in_every_spelling(shown, region):
    assert region_of(shown) == region


def test_every_region_the_sdk_knows_is_known_by_its_display_name():
    path = os.path.join(os.path.dirname(botocore.__file__), "data", "endpoints.json")  # noqa: PTH118,PTH120 — one line
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 — likewise
        partitions = json.load(file)["partitions"]
    shown = {code: about["description"] for part in partitions for code, about in part["regions"].items()}
    public = {code: name for code, name in shown.items() if "-iso" not in code}

    assert {code: region_of(name) for code, name in public.items()} == {code: code for code in public}
    assert {region_of(name) for code, name in shown.items() if "-iso" in code} == {""}
    assert {part["partition"] for part in partitions} == {
        merged(Place("", code, "")).partition for code in shown
    }


@pytest.mark.parametrize(
    ("arn", "place"),
    [
        ("arn:aws-cn:sns:cn-north-1:111122223333:bells", Place("aws-cn", "cn-north-1", "111122223333")),
        ("arn:aws:s3:::bucket", Place("aws", "", "")),
        ("arn:aws:cloudwatch:us-east-1: 444455556666:alarm:x", Place("aws", "us-east-1", "444455556666")),
        ("arn:<p>:sns:<r>:EXAMPLE:x", Place("", "", "")),
        ("arn:aws", Place("", "", "")),
        ("", Place("", "", "")),
        (None, Place("", "", "")),
    ],
)
def test_an_arn_tells_its_place_and_nothing_odd(arn, place):
    assert in_arn(arn) == place
