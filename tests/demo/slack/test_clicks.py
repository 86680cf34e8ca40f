import pytest

from demo.slack.interactions import NothingToClick
from demo.slack.people import ALERTS, ALICE, BOB, BOT, CAROL, DAN, OPS, PARTNER, SLACKBOT, TEAM
from tests.demo.slack.blockkit import button, option, overflow, plain, section, within

MENU = overflow(action_id="menu", options=[option(value="a"), option(text=plain("B"), value="b")])


@pytest.fixture
def card(slack):
    """A card of the bot: its buttons stand in an attachment, as the coloured bar wants it."""
    slack.workspace.join(OPS, BOT)
    buttons = {"type": "actions", "block_id": "buttons", "elements": [button(value="i-1"), MENU]}
    head = section(block_id="head", accessory=button(action_id="more"))
    return slack.workspace.post(OPS, BOT, "card", blocks=(head,), attachments=({"blocks": [buttons]},)).ts


@pytest.fixture
def clicked(bolt):
    """What the bot hears of clicks, once it listens."""
    bodies = []

    async def hear(ack, body):
        await ack()
        bodies.append(body)

    for action_id in ("go", "menu", "more"):
        bolt.app.action(action_id)(hear)
    return bodies


async def test_a_click_reaches_the_app_and_is_acked(bolt, slack, card, clicked):
    await bolt.connect()
    assert await slack.click(ALICE, OPS, card, "go")
    (body,) = clicked
    assert body["user"] == {"id": ALICE, "username": "alice", "name": "alice", "team_id": TEAM}
    assert body["container"] == {
        "type": "message",
        "message_ts": card,
        "channel_id": OPS,
        "is_ephemeral": False,
    }
    assert body["channel"] == {"id": OPS, "name": "ops"}
    assert body["message"]["ts"] == card
    assert body["enterprise"] is None
    assert body["is_enterprise_install"] is False
    (action,) = body["actions"]
    assert (action["type"], action["value"], action["block_id"]) == ("button", "i-1", "buttons")
    assert action["action_ts"]


async def test_a_choice_in_a_menu_says_which_option(bolt, slack, card, clicked):
    await bolt.connect()
    assert await slack.click(ALICE, OPS, card, "menu", "b")
    assert clicked[0]["actions"][0]["selected_option"] == option(text=plain("B"), value="b")


async def test_an_accessory_can_be_clicked(bolt, slack, card, clicked):
    await bolt.connect()
    assert await slack.click(BOB, OPS, card, "more")
    assert clicked[0]["actions"][0]["block_id"] == "head"


async def test_a_link_button_is_told_to_the_app_like_any_other(bolt, slack, clicked):
    blocks = [block | {"block_id": "b"} for block in within(button(url="https://example.com"))]
    ts = slack.workspace.post(OPS, BOT, "x", blocks=tuple(blocks)).ts
    await bolt.connect()
    assert await slack.click(ALICE, OPS, ts, "go")


async def test_the_app_answers_through_the_response_url(bolt, slack, card):
    @bolt.app.action("go")
    async def answer(ack, respond):
        await ack()
        await respond("seen")

    await bolt.connect()
    await slack.click(ALICE, OPS, card, "go")
    await slack.until(lambda: [m.text for m in slack.workspace.ephemerals(ALICE)] == ["seen"])


async def test_a_click_that_nobody_acks_is_said_to_the_person_and_not_sent_again(bolt, slack, card):
    sent = []

    @bolt.app.action("go")
    async def forget(body):
        sent.append(body)

    await bolt.connect()
    assert not await slack.click(ALICE, OPS, card, "go")
    (told,) = slack.workspace.ephemerals(ALICE)
    assert (told.user, told.text) == (SLACKBOT, "The app did not respond.")
    assert len(sent) == 1


async def test_a_click_while_nobody_is_connected_fails_at_once(slack, card):
    assert not await slack.click(ALICE, OPS, card, "go")
    assert slack.workspace.ephemerals(ALICE)


@pytest.mark.parametrize(
    ("user", "action_id", "value"), [(ALICE, "gone", None), (ALICE, "menu", "z"), (ALICE, "menu", None)]
)
async def test_there_must_be_something_to_click(slack, card, user, action_id, value):
    with pytest.raises(NothingToClick):
        await slack.click(user, OPS, card, action_id, value)


async def test_nobody_clicks_on_what_another_person_sees(bolt, slack, clicked):
    blocks = tuple(block | {"block_id": "b"} for block in within(button()))
    shown = slack.workspace.post_ephemeral(OPS, BOT, ALICE, "x", blocks=blocks)
    with pytest.raises(NothingToClick):
        await slack.click(BOB, OPS, shown.ts, "go")
    await bolt.connect()
    assert await slack.click(ALICE, OPS, shown.ts, "go")
    assert clicked[0]["container"]["is_ephemeral"]
    assert "message" not in clicked[0]


async def test_a_choice_in_a_group_of_a_select_is_found(bolt, slack, clicked):
    groups = [{"label": plain(), "options": [option(value="deep")]}]
    pick = {"type": "static_select", "action_id": "go", "option_groups": groups}
    ts = slack.workspace.post(OPS, BOT, "x", blocks=({**within(pick)[0], "block_id": "b"},)).ts
    await bolt.connect()
    await slack.click(ALICE, OPS, ts, "go", "deep")
    assert clicked[0]["actions"][0]["selected_option"]["value"] == "deep"


async def test_a_click_comes_with_the_persons_own_team(bolt, slack, clicked):
    blocks = tuple(block | {"block_id": "b"} for block in within(button()))
    shown = slack.workspace.post(ALERTS, BOT, "x", blocks=blocks)
    await bolt.connect()
    await slack.click(DAN, ALERTS, shown.ts, "go")
    assert (clicked[0]["user"]["team_id"], clicked[0]["team"]["id"]) == (PARTNER, TEAM)


async def test_nobody_clicks_in_a_channel_they_do_not_see(slack, card):
    for user in (CAROL, DAN):
        with pytest.raises(NothingToClick):
            await slack.click(user, OPS, card, "go")


async def test_an_admin_deletes_anybodys_message_and_others_only_their_own(slack, card):
    with pytest.raises(NothingToClick):
        await slack.delete(BOB, OPS, card)
    await slack.delete(ALICE, OPS, card)
    own = (await slack.say(BOB, OPS, "mine")).ts
    await slack.delete(BOB, OPS, own)
    assert slack.workspace.messages(OPS) == []
