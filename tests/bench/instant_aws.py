"""`python -m tests.bench.instant_aws`: a queue that is never empty and a table that keeps nothing.

Each request is answered at once, so that what is measured is the bot: it reads, decides and writes as ever,
and is told that all is new. `GET /count` says how many messages were deleted, so accepted.
"""

import asyncio
import json
import sys
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.bench.world import alarm
from tests.payloads import enveloped

BATCH = 10
TEMPLATE = enveloped(alarm("scale", 987654), MessageId="scale-987654")
KEYS = {"pk": "HASH", "sk": "RANGE"}
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: %d\r\n\r\n%s"


@dataclass
class Account:
    """Numbers what it hands out, so that every alarm is another."""

    filled: bool = False
    numbers: "count[int]" = field(default_factory=lambda: count(100_000))
    deleted: int = 0

    def answer(self, target: str, body: bytes) -> Any:
        operations: Any = {
            "ReceiveMessage": self._receive,
            "DeleteMessageBatch": self._delete,
            "DescribeTable": self._table,
            "BatchGetItem": lambda asked: {"Responses": {name: [] for name in asked["RequestItems"]}},
            "Query": lambda _: {"Items": [], "Count": 0, "ScannedCount": 0},
        }
        work = operations.get(target.rpartition(".")[2])
        return work(json.loads(body)) if work else {}

    def _receive(self, _: Any) -> Any:
        return {"Messages": [self._message() for _ in range(BATCH)] if self.filled else []}

    def _message(self) -> dict[str, object]:
        number = str(next(self.numbers))
        body = TEMPLATE.replace("987654", number)
        return {"MessageId": number, "ReceiptHandle": number, "Body": body, "Attributes": {}}

    def _delete(self, asked: Any) -> Any:
        self.deleted += len(asked["Entries"])
        return {"Successful": [{"Id": one["Id"]} for one in asked["Entries"]], "Failed": []}

    def _table(self, asked: Any) -> Any:
        return {
            "Table": {
                "TableName": asked["TableName"],
                "TableStatus": "ACTIVE",
                "AttributeDefinitions": [{"AttributeName": key, "AttributeType": "S"} for key in KEYS],
                "KeySchema": [{"AttributeName": key, "KeyType": kind} for key, kind in KEYS.items()],
            }
        }


class Wire(asyncio.Protocol):
    """HTTP/1.1 as far as boto3 speaks it, without a framework, which would take as long as the bot."""

    def __init__(self, account: Account) -> None:
        self.account, self.got = account, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport

    def data_received(self, data: bytes) -> None:
        self.got += data
        while b"\r\n\r\n" in self.got:
            head, rest = self.got.split(b"\r\n\r\n", 1)
            headers = dict(
                line.lower().split(": ", 1) for line in head.decode().split("\r\n")[1:] if ": " in line
            )
            if "100-continue" in headers.get("expect", ""):
                self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            length = int(headers.get("content-length", 0))
            if len(rest) < length:
                return
            self.got = rest[length:]
            self._answer(head.decode(), rest[:length])

    def _answer(self, head: str, body: bytes) -> None:
        first = head.partition("\r\n")[0]
        if "/fill" in first:
            self.account.filled = True
        if first.startswith("GET"):
            told = json.dumps({"deleted": self.account.deleted}).encode()
        else:
            named = [line for line in head.split("\r\n") if line.lower().startswith("x-amz-target")]
            told = json.dumps(self.account.answer(named[0] if named else "", body)).encode()
        self.transport.write(ANSWER % (len(told), told))


async def main() -> None:
    account = Account()
    server = await asyncio.get_running_loop().create_server(lambda: Wire(account), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    sys.stdout.write(json.dumps({"url": f"http://127.0.0.1:{port}"}) + "\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
