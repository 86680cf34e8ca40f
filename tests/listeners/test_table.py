"""The table of listeners, the manifest and what Bolt can hand in are held together."""

import inspect
from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_sdk.web.async_client import AsyncWebClient

import listeners
from listeners import actions, commands, dead_letters, mentions, mutes, register, reports, summaries
from listeners.gate import target_of, user_of
from listeners.services import Services
from services.locale import translations
from services.locale.sentences import Sentences
from services.slack import buttons, mute_form, silence_card

MANIFEST = yaml.safe_load((Path(__file__).parents[2] / "manifest.yml").read_text())
BEHIND = [actions.watch, actions.menu, actions.ask, commands.aws, commands.turn_page]
BEHIND += [reports.prepare, reports.file]
BEHIND += [summaries.summarize_thread, summaries.post, summaries.file]
BEHIND += [mentions.mention, mentions.direct_message, mentions.stopped, actions.ask_again, actions.rate]
BEHIND += [mutes.end, mutes.submit]
BEHIND += [dead_letters.turn, dead_letters.send_back, dead_letters.throw_away]
SERVICES = {field.name for field in fields(Services)}
BOLT = set(inspect.signature(AsyncArgs.__init__).parameters)


@pytest.mark.parametrize("function", BEHIND, ids=lambda function: function.__name__)
def test_a_listener_asks_for_nothing_that_nobody_hands_in(function):
    assert set(inspect.signature(function).parameters) <= BOLT | SERVICES | {"member", "person", "gate"}


@pytest.mark.parametrize("name", commands.COMMANDS)
def test_a_command_asks_for_nothing_that_nobody_hands_in(name):
    asked = set(inspect.signature(commands.COMMANDS[name].function).parameters)
    assert asked <= SERVICES | {"words", "answer", "member", "person", "channel"}


@pytest.mark.parametrize("verb", actions.MENU)
def test_a_choice_in_the_menu_of_a_card_asks_for_nothing_that_nobody_hands_in(verb):
    asked = set(inspect.signature(actions.MENU[verb]).parameters)
    assert asked <= SERVICES | {"incident", "body", "client", "member", "person"}


def test_the_menu_of_a_card_offers_what_there_is_a_listener_for():
    assert set(actions.MENU) == {buttons.MUTE, buttons.UNMUTE, buttons.UNWATCH, buttons.CLOSE}
    assert (listeners.MUTE, listeners.UNMUTE) == (mute_form.MUTE, silence_card.UNMUTE)


def test_every_command_says_what_it_does():
    sentences = Sentences(translations("en"))
    assert set(sentences.does) == set(commands.COMMANDS)


@pytest.mark.parametrize("function", BEHIND, ids=lambda function: function.__name__)
def test_a_listener_is_short(function):
    assert len(inspect.getsource(function).splitlines()) <= 13


def test_every_event_of_the_manifest_has_its_listener_and_the_other_way_round():
    source = inspect.getsource(register)
    subscribed = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    assert {event.partition(".")[0] for event in subscribed} == {
        line.split('"')[1] for line in source.splitlines() if "app.event(" in line
    }


def test_every_shortcut_of_the_manifest_has_its_listener():
    named = {one["callback_id"] for one in MANIFEST["features"]["shortcuts"]}
    source = inspect.getsource(register)
    tied = {name for name, known in vars(listeners).items() if f"app.shortcut({name})" in source}
    assert named == {getattr(listeners, name) for name in tied}


def test_every_listener_stands_behind_the_gate():
    source = inspect.getsource(register)
    assert [
        one.__name__ for one in BEHIND if f"gate({one.__module__.split('.')[1]}.{one.__name__}," not in source
    ] == []


def test_every_slash_command_of_the_manifest_has_its_listener():
    source = inspect.getsource(register)
    named = [one["command"] for one in MANIFEST["features"]["slash_commands"]]
    assert [one for one in named if f'app.command("{one}")' not in source] == []


@pytest.mark.parametrize(
    ("body", "user", "target"),
    [
        ({"user": {"id": "U1"}, "actions": [{"value": "i1"}]}, "U1", "i1"),
        ({"user": {"id": "U1"}, "actions": [{"selected_option": {"value": "close:i1"}}]}, "U1", "close:i1"),
        ({"user_id": "U1", "command": "/aws", "text": "alarms web"}, "U1", "alarms web"),
        ({"user": {"id": "U1"}, "view": {"private_metadata": "i1"}}, "U1", "i1"),
        ({"event": {"user": "U1", "channel": "C1"}}, "U1", "C1"),
        ({"event": {}}, "", ""),
    ],
)
def test_who_acts_and_on_what_is_read_from_every_kind_of_request(body, user, target):
    assert (user_of(body), target_of(body)) == (user, target)


class Anything:
    """Nothing is asked of a service before something happens."""


def test_the_table_registers_without_a_word_from_bolt(caplog):
    app = AsyncApp(client=AsyncWebClient(token="xoxb-" + "test"))
    register(app, Services(*[Anything()] * len(fields(Services))))  # type: ignore[arg-type]
    assert [record.message for record in caplog.records if "client" not in record.message] == []


def test_the_buttons_keep_the_ids_that_the_workshop_gave_them():
    assert (listeners.WATCH, listeners.AGENT, listeners.REPORT) == (
        "click_watch",
        "click_agent",
        "click_reporting",
    )


def test_the_scopes_are_those_that_calls_and_events_need():
    needed = {
        "app_mentions:read",  # app_mention
        "im:history",  # message.im
        "assistant:write",  # the agent view
        "channels:read",  # conversations.info of public channels
        "groups:read",  # … and of private ones
        "channels:join",
        "channels:history",  # to look for what was posted
        "groups:history",
        "chat:write",
        "commands",  # /aws
        "users:read",  # the names of those who watch; who is a guest
        "usergroups:read",  # ADMIN_GROUP
    }
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == needed
