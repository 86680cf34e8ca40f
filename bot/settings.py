"""The settings: environment > .env > the AWS secret named by CHATOPS_SECRET_ID > default."""

import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.secret import SecretSource
from services.reporting.wiki import SpaceKey
from services.timetable import Timetable, read_timetable

REMEDIES = {
    "SLACK_BOT_TOKEN": "the bot token (xoxb-…) of the Slack app, under OAuth & Permissions",
    "SLACK_APP_TOKEN": "an app-level token (xapp-…) with connections:write, under Basic Information",
    "ALARM_QUEUE_URL": "the QueueUrl that the stack infra/watchbell.yml puts out",
    "ALERT_CHANNEL": "the id (C…) of the channel for alarms, at the bottom of the channel's details",
}


# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
TABLE_URL = re.compile(r"dynamodb://([A-Za-z0-9_.-]{3,255})")


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
    bedrock_agent: str = ""
    bedrock_agent_alias: str = ""
    bedrock_model: str = ""
    ask_timeout: int = Field(default=120, ge=10, le=900)  # seconds
    link_hosts: str = ""
    digest: str = ""  # when: 09:00 mon-fri
    wiki_url: str = ""
    wiki_user: str = ""
    wiki_api_key: SecretStr = SecretStr("")
    wiki_space: str = ""  # keys; the first is where pages go unless somebody chooses
    wiki_parent: str = ""
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
        if url.startswith("dynamodb:"):
            if not TABLE_URL.fullmatch(url):
                raise ValueError("write dynamodb://table, with the name of a table in the queue's region")
        elif not url.startswith("sqlite:///") or url == "sqlite:///":
            raise ValueError("write sqlite:///relative.db, sqlite:////absolute/path.db or dynamodb://table")
        return url

    @field_validator("digest")
    @classmethod
    def _known_times(cls, text: str) -> str:
        if text.strip():
            read_timetable(text, ZoneInfo("UTC"))
        return text

    @property
    def digest_times(self) -> Timetable | None:
        """When the digest is due, by the clocks of BOT_TIMEZONE."""
        return read_timetable(self.digest, self.timezone) if self.digest.strip() else None

    @property
    def state_table(self) -> str:
        """The DynamoDB table, or nothing where the state is a file."""
        found = TABLE_URL.fullmatch(self.state_url)
        return found[1] if found else ""

    @property
    def state_path(self) -> Path:
        return Path(self.state_url.removeprefix("sqlite:///"))

    @property
    def linked_hosts(self) -> frozenset[str]:
        """The hosts that an answer may link to, besides AWS's consoles: the wiki's, and those named."""
        wiki = (urlsplit(self.wiki_url).hostname or "",) if self.wiki_url else ()
        return frozenset((*self.link_hosts.lower().replace(",", " ").split(), *wiki)) - {""}

    @property
    def wiki_spaces(self) -> tuple[SpaceKey, ...]:
        return tuple(SpaceKey(key) for key in self.wiki_space.replace(",", " ").split())

    @property
    def has_wiki(self) -> bool:
        """Whether everything is set that a report needs."""
        key = self.wiki_api_key.get_secret_value()
        return bool(self.wiki_url and self.wiki_user and key and self.wiki_spaces)

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
