"""DynamoDB in memory, as far as the store asks it: for tests about the bot that need many transactions.

moto copies every table for each transaction, and an emulator on a socket takes milliseconds; the tests of
the store itself run on those two, and hold this one to them.
"""

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from botocore.exceptions import ClientError

Stored = dict[str, Any]
Place = tuple[str, str]


@dataclass
class MemoryDynamo:
    """One table, however it is called; each request is answered whole before the next one is looked at."""

    items: dict[Place, Stored] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)  # tokens
    lock: Lock = field(default_factory=Lock)

    def describe_table(self, **request: Any) -> Any:
        return {"Table": {"TableSizeBytes": len(json.dumps(list(self.items.values()), default=str))}}

    def batch_get_item(self, **request: Any) -> Any:
        with self.lock:
            ((table, wanted),) = request["RequestItems"].items()
            stored = (self.items.get(_place(key)) for key in wanted["Keys"])
            return {"Responses": {table: [copy.deepcopy(item) for item in stored if item is not None]}}

    def query(self, **request: Any) -> Any:
        values = {name: value["S"] for name, value in request["ExpressionAttributeValues"].items()}
        with self.lock:
            places = sorted(place for place in self.items if _matches(place, values))
            if not request.get("ScanIndexForward", True):
                places.reverse()
            begun = request.get("ExclusiveStartKey")
            if begun:
                places = places[places.index(_place(begun)) + 1 :]
            if request.get("Select") == "COUNT":
                return {"Count": len(places)}
            some = places[: request["Limit"]]
            found: Stored = {"Items": [copy.deepcopy(self.items[place]) for place in some]}
        if len(some) < len(places):
            found["LastEvaluatedKey"] = dict(zip(("pk", "sk"), ({"S": one} for one in some[-1]), strict=True))
        return found

    def transact_write_items(self, **request: Any) -> Any:
        with self.lock:
            if request["ClientRequestToken"] not in self.done:
                self._write(request["TransactItems"])
                self.done.add(request["ClientRequestToken"])
        return {}

    def _write(self, writes: list[Any]) -> None:
        asked = [next(iter(write.items())) for write in writes]
        reasons = ["None" if self._holds(write) else "ConditionalCheckFailed" for _, write in asked]
        if any(reason != "None" for reason in reasons):
            raise _refused("TransactionCanceledException", reasons)
        places = [_place(write.get("Item") or write["Key"]) for _, write in asked]
        if len(set(places)) < len(places) or any(len(str(write)) > 400_000 for _, write in asked):
            raise _refused("ValidationException", [])
        for (kind, write), place in zip(asked, places, strict=True):
            if kind == "Put":
                self.items[place] = copy.deepcopy(write["Item"])
            elif kind == "Delete":
                self.items.pop(place, None)

    def _holds(self, write: Mapping[str, Any]) -> bool:
        stored = self.items.get(_place(write.get("Item") or write["Key"]))
        version = write.get("ExpressionAttributeValues", {}).get(":read")
        match write.get("ConditionExpression"):
            case None:
                return True
            case "attribute_not_exists(pk)":
                return stored is None
            case "attribute_exists(pk) AND attribute_not_exists(v)":
                return stored is not None and "v" not in stored
            case "v = :read":
                return stored is not None and stored.get("v") == version
            case other:
                raise AssertionError(f"nobody knows what {other} means")


def _place(key: Mapping[str, Any]) -> Place:
    return key["pk"]["S"], key["sk"]["S"]


def _matches(place: Place, values: Mapping[str, str]) -> bool:
    pk, sk = place
    between = values.get(":first", "") <= sk <= values.get(":last", "\U0010ffff")
    return pk == values[":pk"] and sk.startswith(values.get(":prefix", "")) and between


def _refused(code: str, reasons: list[str]) -> ClientError:
    why = [{"Code": one} for one in reasons]
    told = {"Error": {"Code": code, "Message": "no"}, "CancellationReasons": why}
    return ClientError(told, "TransactWriteItems")  # type: ignore[arg-type]
