"""An AWS in this process with things in it, and one that refuses everything."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto import mock_aws

from services.alarm import Place
from tests.services.aws.reading.refusing import refusing

REGION = "eu-west-1"
HOME = Place("aws", REGION, "123456789012")  # moto's account
Factory = Callable[[str], Any]


def factory(url: str | None = None) -> Factory:
    """Makes the client of one service once."""
    made: dict[str, Any] = {}
    once = Config(retries={"mode": "standard", "total_max_attempts": 1}, proxies={})

    def client(service: str) -> Any:
        if service not in made:
            made[service] = boto3.client(
                service,  # type: ignore[call-overload]
                region_name=REGION,
                endpoint_url=url,
                aws_access_key_id="local",
                aws_secret_access_key="local",
                config=once,
            )
        return made[service]

    return client


@pytest.fixture
def aws() -> Iterator[Factory]:
    with mock_aws():
        yield factory()


@pytest.fixture
async def refused() -> AsyncIterator[Factory]:
    """Every client of a role that may do nothing."""
    async with refusing() as server:
        yield factory(str(server.make_url("/")).rstrip("/"))
