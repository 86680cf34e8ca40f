"""Where an alarm lives: from ARNs, and from the names of regions as AWS shows them."""

import re

from services.alarm import Place
from services.aws.notification.values import line

_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+){1,2}-\d{1,2}")
_PARTITION = re.compile(r"aws(-[a-z]+){0,3}")
_ACCOUNT = re.compile(r"\d{1,20}")
_ALARM_ARN = re.compile(r"arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:.", re.DOTALL)
_LONGEST_ARN = 1_600
_PARTITIONS = {
    "cn-": "aws-cn",
    "us-gov-": "aws-us-gov",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "eu-isoe-": "aws-iso-e",
    "us-isof-": "aws-iso-f",
    "eusc-": "aws-eusc",
}
# The part that two spellings share: "EU (Ireland)" and "EU - Ireland" are both "ireland".
_CITIES = {
    "n. virginia": "us-east-1",
    "ohio": "us-east-2",
    "n. california": "us-west-1",
    "oregon": "us-west-2",
    "us-east": "us-gov-east-1",
    "us-west": "us-gov-west-1",
    "us": "us-gov-west-1",
    "cape town": "af-south-1",
    "hong kong": "ap-east-1",
    "taipei": "ap-east-2",
    "tokyo": "ap-northeast-1",
    "seoul": "ap-northeast-2",
    "osaka": "ap-northeast-3",
    "osaka-local": "ap-northeast-3",
    "mumbai": "ap-south-1",
    "hyderabad": "ap-south-2",
    "singapore": "ap-southeast-1",
    "sydney": "ap-southeast-2",
    "jakarta": "ap-southeast-3",
    "melbourne": "ap-southeast-4",
    "malaysia": "ap-southeast-5",
    "new zealand": "ap-southeast-6",
    "thailand": "ap-southeast-7",
    "calgary": "ca-west-1",
    "beijing": "cn-north-1",
    "ningxia": "cn-northwest-1",
    "frankfurt": "eu-central-1",
    "zurich": "eu-central-2",
    "stockholm": "eu-north-1",
    "milan": "eu-south-1",
    "spain": "eu-south-2",
    "ireland": "eu-west-1",
    "london": "eu-west-2",
    "paris": "eu-west-3",
    "germany": "eusc-de-east-1",
    "tel aviv": "il-central-1",
    "uae": "me-central-1",
    "bahrain": "me-south-1",
    "sao paulo": "sa-east-1",
    "são paulo": "sa-east-1",
}
_CENTRAL = {"canada": "ca-central-1", "mexico": "mx-central-1"}


def region_of(shown: object) -> str:
    """Read a region from its code or from either spelling of its display name."""
    text = line(shown).strip().lower()
    if _REGION.fullmatch(code := text.replace(" ", "-")):
        return code
    area, _, rest = text.replace(" - ", "(").partition("(")
    city = rest.rstrip(") ").strip()
    if city == "central":
        return _CENTRAL.get(area.strip(), "")
    return "" if " iso" in area else _CITIES.get(city, "")  # "US ISOB East (Ohio)" is another Ohio


def account_of(value: object) -> str:
    text = line(value).strip()
    return text if _ACCOUNT.fullmatch(text) else ""


def in_arn(arn: object) -> Place:
    """Read what an ARN says of its place; what it doesn't say, or says oddly, is empty."""
    parts = [part.strip() for part in line(arn, _LONGEST_ARN).split(":", 5)]
    start, partition, _, region, account, rest = (*parts, *[""] * 5)[:6]
    if start != "arn" or not rest:
        return Place(partition="")
    return Place(
        partition if _PARTITION.fullmatch(partition) else "",
        region if _REGION.fullmatch(region) else "",
        account_of(account),
    )


def merged(*places: Place) -> Place:
    """Put together what *places* say, the first word on each part counting."""
    region = next((place.region for place in places if place.region), "")
    account = next((place.account for place in places if place.account), "")
    stated = (place.partition for place in places if place.partition)
    return Place(_partition_of(region) or next(stated, "aws"), region, account)


def own_arn(stated: object) -> str:
    """Keep an alarm's own ARN as it is; what doesn't look like one is none."""
    own = line(stated, _LONGEST_ARN + 1)
    return own if len(own) <= _LONGEST_ARN and _ALARM_ARN.match(own) else ""


def derived_arn(name: str, place: Place) -> str:
    return f"arn:{place.partition}:cloudwatch:{place.region}:{place.account}:alarm:{name}"


def _partition_of(region: str) -> str:
    return next((name for start, name in _PARTITIONS.items() if region.startswith(start)), "")
