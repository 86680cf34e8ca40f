"""The settings that stand in an AWS secret, under the names that the chatops workshop gave them."""

import json
import os
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, DotEnvSettingsSource, PydanticBaseSettingsSource

NAME = "CHATOPS_SECRET_ID"


class SecretError(Exception):
    """The secret that CHATOPS_SECRET_ID names can't be read."""


class SecretSource(PydanticBaseSettingsSource):
    """Asks AWS only where CHATOPS_SECRET_ID is set.

    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
    """

    def __init__(self, settings_cls: type[BaseSettings]) -> None:
        super().__init__(settings_cls)
        self._values = _read(_secret_id(settings_cls))

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        names = getattr(field.validation_alias, "choices", [field_name])
        return next((self._values[name] for name in names if name in self._values), None), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in found.items() if value is not None}


def _secret_id(settings_cls: type[BaseSettings]) -> str:
    return os.environ.get(NAME) or str(DotEnvSettingsSource(settings_cls)().get(NAME.lower(), ""))


def _read(secret_id: str) -> dict[str, str]:
    if not secret_id:
        return {}
    import boto3  # noqa: PLC0415 — heavy, and needed for this one call only where there is a secret
    from botocore.config import Config  # noqa: PLC0415
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    config = Config(connect_timeout=3, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})
    try:
        client = boto3.client("secretsmanager", region_name=os.environ.get("AWS_REGION"), config=config)
        text = client.get_secret_value(SecretId=secret_id)["SecretString"]
    except (BotoCoreError, ClientError) as error:
        raise SecretError(f"{NAME}={secret_id} can't be read: {error}") from None
    except KeyError:
        raise SecretError(f"{NAME}={secret_id} holds binary data, not a JSON object.") from None
    return _parse(secret_id, text)


def _parse(secret_id: str, text: str) -> dict[str, str]:
    try:
        values = json.loads(text)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise SecretError(f"{NAME}={secret_id} holds no JSON object.")
    return {str(key).lower(): str(value) for key, value in values.items() if value not in {None, ""}}
