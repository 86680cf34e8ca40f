"""The settings: environment > .env > the AWS secret named by CHATOPS_SECRET_ID > default."""

from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.secret import SecretSource

REMEDIES = {
    "SLACK_BOT_TOKEN": "the bot token (xoxb-…) of the Slack app, under OAuth & Permissions",
    "SLACK_APP_TOKEN": "an app-level token (xapp-…) with connections:write, under Basic Information",
    "ALARM_QUEUE_URL": "the QueueUrl that the stack infra/watchbell.yml puts out",
    "ALERT_CHANNEL": "the id (C…) of the channel for alarms, at the bottom of the channel's details",
}


class SettingsError(Exception):
    """Something that the person who starts the bot has to set."""


class Settings(BaseSettings):
    """Every variable of the process contract that the bot reads by itself; AWS_* are read by the AWS SDK."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    slack_bot_token: SecretStr = Field(validation_alias=AliasChoices("slack_bot_token", "slack_token"))
    slack_app_token: SecretStr
    slack_api_url: str = "https://slack.com/api/"
    aws_region: str = ""  # boto3 by itself reads AWS_DEFAULT_REGION alone
    alarm_queue_url: str
    alarm_topic_arn: str = ""
    alert_channel: str
    ops_channel: str = ""
    admin_group: str = ""
    bot_language: Literal["en", "ko"] = "en"
    bot_timezone: str = "UTC"
    dashboard_url: str = ""
    state_url: str = "sqlite:///watchbell.db"
    chatops_secret_id: str = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, dotenv_settings, SecretSource(settings_cls)

    @field_validator("bot_timezone")
    @classmethod
    def _known_timezone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("not a time zone; write it like Europe/Dublin or Asia/Seoul") from None
        return name

    @field_validator("state_url")
    @classmethod
    def _known_store(cls, url: str) -> str:
        if not url.startswith("sqlite:///") or url == "sqlite:///":
            raise ValueError("write sqlite:///relative.db or sqlite:////absolute/path.db")
        return url

    @property
    def state_path(self) -> Path:
        return Path(self.state_url.removeprefix("sqlite:///"))

    @property
    def timezone(self) -> ZoneInfo:
        return ZoneInfo(self.bot_timezone)


def read_settings() -> Settings:
    """Read them all, or raise SettingsError with a line for each that is missing or wrong."""
    try:
        return Settings()  # type: ignore[call-arg]  # its sources fill it
    except ValidationError as error:
        lines = [_line(str(one["loc"][0]).upper(), one["msg"], one["type"]) for one in error.errors()]
        raise SettingsError("\n".join(lines)) from None


def _line(name: str, message: str, kind: str) -> str:
    name = {"SLACK_TOKEN": "SLACK_BOT_TOKEN"}.get(name, name)
    if kind == "missing":
        return f"{name} is not set. It is {REMEDIES.get(name, 'needed')}."
    return f"{name} can't be used: {message.removeprefix('Value error, ')}."
