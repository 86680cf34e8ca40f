"""What DynamoDB's refusals mean for whoever wanted something written.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
"""

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotReached

from services.desk import StoreUnavailable

CHANGED = {"ConditionalCheckFailed", "TransactionConflict", "DuplicateItem"}
SLOW_DOWN = {
    "InternalServerError",
    "LimitExceeded",
    "ProvisionedThroughputExceeded",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "Throttling",
    "ThrottlingError",
    "TransactionInProgress",
}
UNWRITABLE = {"ItemCollectionSizeLimitExceeded", "Validation", "ValidationError"}


class Conflict(Exception):
    """Something was written between our reading and our writing; nothing of ours was."""


class Busy(Exception):
    """Throttled, or the answer got lost: the same may be asked again."""


class Unwritable(Exception):
    """DynamoDB takes no such item: it is too large, or its name is."""


def trouble(error: ClientError | BotoCoreError) -> Exception:
    """What *error* is to us; what we do not know is as if there was no table."""
    if isinstance(error, NotReached | HTTPClientError):
        return Busy(str(error))
    if not isinstance(error, ClientError):
        return StoreUnavailable(str(error))
    codes = _codes(error)
    if codes & SLOW_DOWN:
        return Busy(str(error))
    if codes & CHANGED:
        return Conflict(str(error))
    return Unwritable(str(error)) if codes & UNWRITABLE else StoreUnavailable(str(error))


def _codes(error: ClientError) -> set[str]:
    """Its own code and those of each write of a transaction, one spelling for both."""
    told = error.response.get("Error", {}).get("Code", "")
    if told == "TransactionCanceledException":
        reasons = error.response.get("CancellationReasons") or []
        return {_bare(one.get("Code") or "") for one in reasons}
    return {_bare(told)}


def _bare(code: str) -> str:
    return code.removesuffix("Exception")
