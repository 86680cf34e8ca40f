"""boto3's clients for the local AWS, deaf to whatever AWS settings the person at the keyboard has."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

REGION = "eu-west-1"
CONFIG = Config(
    connect_timeout=2,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 3},
    inject_host_prefix=False,
    proxies={},
)
OWN_FILES = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}


@dataclass(frozen=True, slots=True)
class Clients:
    cloudformation: Any
    iam: Any
    sts: Any
    cloudwatch: "CloudWatchClient"
    sns: "SNSClient"
    sqs: "SQSClient"
    logs: Any
    ecs: Any
    rds: Any
    dynamodb: Any


def connect(url: str, keys: Mapping[str, str]) -> Clients:
    session = boto3.Session(
        aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=keys.get("AWS_SESSION_TOKEN"),
        region_name=REGION,
        botocore_session=botocore.session.Session(session_vars=OWN_FILES),
    )
    return Clients(
        cloudformation=session.client("cloudformation", endpoint_url=url, config=CONFIG),
        iam=session.client("iam", endpoint_url=url, config=CONFIG),
        sts=session.client("sts", endpoint_url=url, config=CONFIG),
        cloudwatch=session.client("cloudwatch", endpoint_url=url, config=CONFIG),
        sns=session.client("sns", endpoint_url=url, config=CONFIG),
        sqs=session.client("sqs", endpoint_url=url, config=CONFIG),
        logs=session.client("logs", endpoint_url=url, config=CONFIG),
        ecs=session.client("ecs", endpoint_url=url, config=CONFIG),
        rds=session.client("rds", endpoint_url=url, config=CONFIG),
        dynamodb=session.client("dynamodb", endpoint_url=url, config=CONFIG),
    )
