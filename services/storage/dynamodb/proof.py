"""Whether the table does its work: a little written and read back."""

import secrets
from dataclasses import dataclass

from services.desk import StoreUnavailable
from services.health import Ailing
from services.storage.dynamodb import names
from services.storage.dynamodb.table import Table


@dataclass(frozen=True, slots=True)
class DynamoProof:
    table: Table

    async def prove(self) -> None:
        """No new start of the bot mends a table: it says what is wrong, and stays."""
        key, word = names.meta(f"proof-{secrets.randbelow(16)}"), secrets.token_hex(8)
        try:
            await self.table.run(lambda unit: unit.lay(*key, {"word": word}))
            await self.table.run(lambda unit: unit.get(*key))
        except StoreUnavailable as error:
            raise Ailing(str(error), curable=False) from error
