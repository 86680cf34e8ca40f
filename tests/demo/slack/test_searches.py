import pytest

from demo.slack.interactions import NothingToClick
from demo.slack.people import ALICE, BOB, BOT, OPS
from tests.demo.slack.blockkit import external, field, group, modal, option, plain, within

FOUND = [option(text=plain("checkout-5xx"), value="checkout"), option(value="db")]


@pytest.fixture
async def card(slack):
    slack.workspace.join(OPS, BOT)
    block = within(external())[0] | {"block_id": "alarms"}
    return slack.workspace.post(OPS, BOT, "Which alarm?", blocks=(block,)).ts


@pytest.fixture
async def app(bolt):
    """An app that knows two alarms; what it hears is kept."""
    bolt.asked, bolt.chosen, bolt.answer = [], [], {"options": FOUND}

    @bolt.app.options("find")
    async def find(ack, body):
        bolt.asked.append(body)
        await ack(**bolt.answer)

    @bolt.app.action("find")
    async def choose(ack, body):
        await ack()
        bolt.chosen.append(body)

    await bolt.connect()
    return bolt


async def test_a_search_in_a_message_asks_the_app_and_shows_what_it_names(slack, card, app):
    assert await slack.suggest(ALICE, OPS, card, "find", "che") == FOUND
    (body,) = app.asked
    assert (body["type"], body["action_id"], body["block_id"]) == ("block_suggestion", "find", "alarms")
    assert (body["value"], body["message"]["ts"], body["channel"]["id"]) == ("che", card, OPS)


async def test_what_was_found_can_be_chosen_by_who_found_it(slack, card, app):
    with pytest.raises(NothingToClick):
        await slack.click(ALICE, OPS, card, "find", "checkout")
    await slack.suggest(ALICE, OPS, card, "find", "che")
    with pytest.raises(NothingToClick):
        await slack.click(BOB, OPS, card, "find", "checkout")
    assert await slack.click(ALICE, OPS, card, "find", "checkout")
    assert app.chosen[0]["actions"][0]["selected_option"] == FOUND[0]


async def test_too_few_letters_are_not_sent(slack, card, app):
    assert await slack.suggest(ALICE, OPS, card, "find", "ch") == []
    assert app.asked == []


async def test_groups_come_as_groups(slack, card, app):
    app.answer = {"option_groups": [group(options=FOUND)]}
    assert await slack.suggest(ALICE, OPS, card, "find", "che") == [group(options=FOUND)]
    assert await slack.click(ALICE, OPS, card, "find", "db")


async def test_more_than_slack_takes_is_nothing(slack, card, app):
    app.answer = {"options": [option(value=str(number)) for number in range(101)]}
    assert await slack.suggest(ALICE, OPS, card, "find", "che") == []
    assert slack.faults.called("block_suggestion")[-1].outcome == "invalid_arguments"


async def test_only_an_external_select_is_searched(slack, card, app):
    with pytest.raises(NothingToClick):
        await slack.suggest(ALICE, OPS, card, "other", "che")


async def test_a_search_in_a_modal_comes_with_the_view_and_its_choice_with_the_form(slack, app):
    submitted = []

    @app.app.view("pick")
    async def pick(ack, view):
        await ack()
        submitted.append(view["state"]["values"])

    blocks = [field(external(min_query_length=0), block_id="alarm")]
    view = slack.workspace.views.open(ALICE, modal(callback_id="pick", blocks=blocks))
    assert await slack.suggest_in_view(ALICE, view.id, "find", "") == FOUND
    (body,) = app.asked
    assert (body["container"], body["view"]["id"]) == ({"type": "view", "view_id": view.id}, view.id)
    assert await slack.submit(ALICE, view.id, {"alarm": "db"})
    assert submitted[0]["alarm"]["find"] == {"type": "external_select", "selected_option": FOUND[1]}
