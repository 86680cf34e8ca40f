"""Whether there is such a table, and whether it can be this bot's; asked before anything is written."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

KEYS = {"pk": "HASH", "sk": "RANGE"}
READY = {"ACTIVE", "UPDATING"}


class TableUnusable(Exception):
    """A sentence that says what is wrong with the table."""


class TableMissing(TableUnusable):
    """There is no table of that name in this account and region."""


def look_at(client: Any, name: str) -> None:  # noqa: ANN401 — boto3's
    """Raise TableUnusable, unless *name* is a table with the keys that the bot needs."""
    try:
        table = client.describe_table(TableName=name)["Table"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            raise TableMissing(f"there is no DynamoDB table {name}") from None
        raise TableUnusable(f"{name} can't be used: {error}") from None
    except BotoCoreError as error:
        raise TableUnusable(f"{name} can't be reached: {error}") from None
    if table["TableStatus"] not in READY:
        raise TableUnusable(f"{name} is {table['TableStatus']}")
    if not _fits(table):
        raise TableUnusable(f"{name} has other keys than pk (string) and sk (string)")


def _fits(table: Any) -> bool:  # noqa: ANN401 — boto3's
    kinds = {one["AttributeName"]: one["AttributeType"] for one in table["AttributeDefinitions"]}
    keys = {one["AttributeName"]: one["KeyType"] for one in table["KeySchema"]}
    return keys == KEYS and all(kinds.get(key) == "S" for key in KEYS)
