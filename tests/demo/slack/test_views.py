from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from demo.slack.interactions import NothingToClick
from demo.slack.modals import TROUBLE
from demo.slack.people import ALICE, BOB, OPS, TEAM
from tests.demo.slack.blockkit import (
    actions,
    button,
    checkboxes,
    choice,
    field,
    modal,
    mrkdwn,
    option,
    plain,
    radio,
    section,
    select,
    written,
)

PICK = select(action_id="level", options=[option(value="low"), option(text=plain("High"), value="high")])
FORM = modal(
    callback_id="report",
    private_metadata="inc-1",
    blocks=[
        field(written(action_id="text", multiline=True, max_length=20), block_id="title"),
        field(PICK, block_id="level", optional=True),
        field(
            checkboxes(action_id="tick", options=[choice(value="a"), choice(value="b")]),
            block_id="tick",
            optional=True,
        ),
        field(
            radio(
                action_id="one",
                options=[choice(value="x"), choice(value="y")],
                initial_option=choice(value="y"),
            ),
            block_id="one",
        ),
        field({"type": "users_select", "action_id": "who"}, block_id="who", optional=True),
    ],
)


class Told:
    """What the app hears of modals, and how it answers."""

    def __init__(self) -> None:
        self.submitted: list[dict[str, Any]] = []
        self.closed: list[dict[str, Any]] = []
        self.pressed: list[dict[str, Any]] = []
        self.answer: dict[str, Any] = {}
        self.view = FORM


@pytest.fixture
async def told(bolt):
    """An app that opens a modal on /aws."""
    told = Told()

    @bolt.app.command("/aws")
    async def aws(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=told.view)

    @bolt.app.view("report")
    async def report(ack, body):
        told.submitted.append(body)
        await ack(**told.answer)

    @bolt.app.view_closed("report")
    async def closed(ack, body):
        await ack()
        told.closed.append(body)

    @bolt.app.action("level")
    @bolt.app.action("press")
    async def press(ack, body):
        await ack()
        told.pressed.append(body)

    await bolt.connect()
    return told


async def opened(slack, user: str = ALICE):
    await slack.command(user, OPS, "/aws")
    return await slack.until(lambda: slack.workspace.views.top(user))


async def refused(call) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_command_opens_a_modal_for_its_person_alone(slack, told):
    view = await opened(slack)
    assert (view.title, view.callback_id, view.private_metadata) == ("x", "report", "inc-1")
    assert slack.workspace.views.of(BOB) == ()


async def test_what_was_filled_in_reaches_the_app_as_slack_sends_it(slack, told):
    view = await opened(slack)
    values = {"title": "down", "level": "high", "tick": ["b"], "who": {"who": BOB}}
    assert await slack.submit(ALICE, view.id, values)
    (body,) = told.submitted
    assert body["user"] == {"id": ALICE, "username": "alice", "name": "alice", "team_id": TEAM}
    assert body["view"]["state"]["values"] == {
        "title": {"text": {"type": "plain_text_input", "value": "down"}},
        "level": {"level": {"type": "static_select", "selected_option": PICK["options"][1]}},
        "tick": {"tick": {"type": "checkboxes", "selected_options": [choice(value="b")]}},
        "one": {"one": {"type": "radio_buttons", "selected_option": choice(value="y")}},
        "who": {"who": {"type": "users_select", "selected_user": BOB}},
    }
    assert (body["view"]["id"], body["view"]["private_metadata"]) == (view.id, "inc-1")
    assert body["view"]["root_view_id"] == view.id
    assert slack.workspace.views.of(ALICE) == ()


async def test_what_is_left_empty_is_said_so(slack, told):
    view = await opened(slack)
    await slack.submit(ALICE, view.id, {"title": "x"})
    values = told.submitted[0]["view"]["state"]["values"]
    assert values["level"]["level"]["selected_option"] is None
    assert values["tick"]["tick"]["selected_options"] == []
    assert values["who"]["who"]["selected_user"] is None


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({}, "Please complete this required field."),
        ({"title": ""}, "Please complete this required field."),
        ({"title": "x" * 21}, "Use 20 characters or fewer."),
    ],
)
async def test_what_slack_itself_has_against_a_form_does_not_reach_the_app(slack, told, values, error):
    view = await opened(slack)
    assert not await slack.submit(ALICE, view.id, values)
    assert slack.workspace.views.get(view.id).errors == {"title": error}
    assert told.submitted == []


async def test_the_apps_errors_stand_at_their_fields_until_the_next_try(slack, told):
    told.answer = {"response_action": "errors", "errors": {"title": "Too vague"}}
    view = await opened(slack)
    assert await slack.submit(ALICE, view.id, {"title": "x"})
    shown = slack.workspace.views.get(view.id)
    assert (shown.errors, shown.values["title"]["text"]["value"]) == ({"title": "Too vague"}, "x")
    told.answer = {}
    assert await slack.submit(ALICE, view.id)  # what was filled in is still there
    assert told.submitted[1]["view"]["state"]["values"]["title"]["text"]["value"] == "x"
    assert slack.workspace.views.of(ALICE) == ()


async def test_an_app_may_answer_with_other_content_one_more_view_or_the_end_of_all(slack, told):
    view = await opened(slack)
    told.answer = {"response_action": "update", "view": FORM | {"title": plain("Second")}}
    await slack.submit(ALICE, view.id, {"title": "x"})
    assert slack.workspace.views.top(ALICE).title == "Second"
    told.answer = {"response_action": "push", "view": FORM | {"title": plain("Third")}}
    await slack.submit(ALICE, view.id)
    upper = slack.workspace.views.top(ALICE)
    assert (upper.title, upper.previous_id, upper.root_id) == ("Third", view.id, view.id)
    told.answer = {"response_action": "clear"}
    await slack.submit(ALICE, upper.id, {"title": "x"})
    assert slack.workspace.views.of(ALICE) == ()


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "update", "view": FORM | {"title": plain("x" * 25)}},
    ],
)
async def test_an_answer_that_slack_would_refuse_is_trouble(slack, told, answer):
    told.answer = answer
    view = await opened(slack)
    await slack.submit(ALICE, view.id, {"title": "x"})
    assert slack.workspace.views.get(view.id).trouble == TROUBLE
    assert slack.faults.called("view_submission")[-1].outcome == "invalid_arguments"


async def test_a_submission_that_nobody_acks_is_trouble(slack, bolt, told):
    view = await opened(slack)
    await bolt.handlers[0].close_async()
    await slack.until(lambda: slack.connections == 0)
    assert not await slack.submit(ALICE, view.id, {"title": "x"})
    assert slack.workspace.views.get(view.id).trouble == TROUBLE


@pytest.mark.parametrize(("notify", "heard"), [(True, 1), (False, 0)])
async def test_a_closed_view_is_told_where_the_app_asked_for_it(slack, told, notify, heard):
    told.view = FORM | {"notify_on_close": notify}
    view = await opened(slack)
    assert await slack.close(ALICE, view.id) is notify
    assert [body["view"]["id"] for body in told.closed] == [view.id] * heard
    assert slack.workspace.views.of(ALICE) == ()


async def test_a_button_in_a_modal_is_told_with_the_view_and_what_is_filled_in(slack, told):
    told.view = FORM | {"blocks": [*FORM["blocks"], actions(button(action_id="press", value="1"))]}
    view = await opened(slack)
    assert await slack.click_in_view(ALICE, view.id, "press", values={"title": "half"})
    (body,) = told.pressed
    assert body["container"] == {"type": "view", "view_id": view.id}
    assert body["actions"][0]["value"] == "1"
    assert body["view"]["state"]["values"]["title"]["text"]["value"] == "half"
    assert not {"message", "channel", "response_url"} & body.keys()


async def test_a_field_is_told_at_once_only_where_it_says_so(slack, told):
    for dispatches in (True, False):
        told.view = modal(blocks=[field(PICK, block_id="level", dispatch_action=dispatches)])
        view = await opened(slack)
        if dispatches:
            assert await slack.click_in_view(ALICE, view.id, "level", "high")
        else:
            with pytest.raises(NothingToClick):
                await slack.click_in_view(ALICE, view.id, "level", "high")
    (body,) = told.pressed
    assert body["actions"][0]["selected_option"]["value"] == "high"
    assert body["view"]["state"]["values"]["level"]["level"]["selected_option"]["value"] == "high"


async def test_an_update_keeps_what_is_filled_in_where_the_field_is_the_same(slack, told, client):
    view = await opened(slack)
    told.answer = {"response_action": "errors", "errors": {"title": "no"}}
    await slack.submit(ALICE, view.id, {"title": "kept"})
    now = slack.workspace.views.get(view.id)
    blocks = [section(text=mrkdwn("new")), *FORM["blocks"]]
    answer = await client.views_update(view_id=view.id, hash=now.hash, view=FORM | {"blocks": blocks})
    assert answer["view"]["hash"] != now.hash
    told.answer = {}
    await slack.submit(ALICE, view.id)
    assert told.submitted[-1]["view"]["state"]["values"]["title"]["text"]["value"] == "kept"


async def test_a_trigger_opens_one_modal_soon_and_no_other(slack, bolt, client):
    triggers = []

    @bolt.app.command("/aws")
    async def aws(ack, body):
        await ack()
        triggers.append(body["trigger_id"])

    await bolt.connect()
    await slack.command(ALICE, OPS, "/aws")
    await client.views_open(trigger_id=triggers[0], view=FORM)
    assert await refused(client.views_open(trigger_id=triggers[0], view=FORM)) == "exchanged_trigger_id"
    slack.installation.trigger_life_s = 0.0
    await slack.command(ALICE, OPS, "/aws")
    assert await refused(client.views_open(trigger_id=triggers[1], view=FORM)) == "expired_trigger_id"


async def test_a_view_of_another_person_is_not_to_be_touched(slack, told):
    view = await opened(slack)
    for deed in (
        slack.submit(BOB, view.id),
        slack.close(BOB, view.id),
        slack.click_in_view(BOB, view.id, "level", "low"),
        slack.suggest_in_view(BOB, view.id, "level", "low"),
        slack.submit(ALICE, "V0"),
    ):
        with pytest.raises(NothingToClick):
            await deed


@pytest.mark.parametrize(
    "values", [{"level": "none"}, {"level": ["low"]}, {"tick": "a"}, {"tick": ["c"]}, {"title": ["x"]}]
)
async def test_nobody_fills_in_what_a_field_does_not_take(slack, told, values):
    view = await opened(slack)
    with pytest.raises(NothingToClick):
        await slack.submit(ALICE, view.id, {"title": "x"} | values)
    assert told.submitted == []
