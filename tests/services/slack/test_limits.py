"""Slack's limits, held whatever a message is made of."""

from services.locale import translations
from services.post import Message
from services.slack.buttons import buttons
from services.slack.limits import CHARACTERS, fit, plain
from services.slack.rich_text import bullets, preformatted, quote, rich_text, section, words
from tests.builders import incident
from tests.services.slack.drawn import drawn, elements
from tests.services.slack.rules import hold_limits, refused


def test_a_message_within_the_limits_is_left_as_it_is() -> None:
    actions = buttons(translations("en"), incident())
    attachment = {"color": "#000000", "fallback": "f", "blocks": [*rich_text(quote(words("q"))), actions]}
    message = Message("text", tuple(rich_text(section(words("s")), bullets([words("b")]))), (attachment,))
    assert fit(message) == message


def test_everything_too_much_is_cut() -> None:
    actions = buttons(translations("en"), incident(id="i" * 5_000))
    actions["elements"] = [
        {**element, "action_id": f"{n}" * 200} for n, element in enumerate(actions["elements"] * 20)
    ]
    blocks = [*rich_text(section(words("x" * 900))), *rich_text(bullets([words("y" * 900)] * 9))] * 30
    attachment = {"color": "#000000", "fallback": "f" * 9_000, "blocks": [actions, *blocks]}
    fitted = fit(Message("t" * 9_000, tuple(blocks), (attachment,) * 150))
    hold_limits(Message(fitted.text, fitted.blocks, fitted.attachments[:1]))
    assert refused(Message(fitted.text, fitted.blocks)) is None
    assert len(fitted.attachments) == 100
    assert len(elements(fitted, "text")) * 20 + sum(map(len, drawn(fitted)[:11])) <= CHARACTERS + 1_000


def test_buttons_too_long_and_too_many_are_cut() -> None:
    label = {"type": "plain_text", "text": "label" * 50, "emoji": True}
    button = {"type": "button", "action_id": "a" * 300, "text": label, "value": "v" * 3_000}
    menu = {"type": "overflow", "action_id": "m" * 300, "options": [{"text": label, "value": "o" * 300}] * 9}
    actions = {"type": "actions", "block_id": "b" * 300, "elements": [button, menu]}
    blocks = [{**actions, "block_id": f"{n:02}" + "b" * 300} for n in range(60)]
    fitted = fit(Message("text", (), ({"color": "#000000", "fallback": "f", "blocks": blocks},)))
    hold_limits(fitted)
    assert refused(fitted) is None


def test_what_is_cut_shows_it() -> None:
    fitted = fit(Message("text", tuple(rich_text(preformatted(words("x" * 9_500, 9_500))))))
    (text,) = elements(fitted, "text")
    assert text["text"].endswith("x…")
    assert len(text["text"]) == CHARACTERS - 20


def test_what_has_no_room_left_goes_with_its_frame() -> None:
    full = rich_text(preformatted(words("x" * 9_000, 9_000)))
    fitted = fit(Message("text", (*full, *rich_text(section(words("more"))))))
    assert len(fitted.blocks) == 1


def test_a_text_is_not_cut_within_a_mark() -> None:
    assert fit(Message("x" * 3_997 + "&amp;" + "y" * 9)).text == "x" * 3_997 + "…"
    assert fit(Message("x" * 3_900 + "<https://a.example/" + "y" * 99 + "|z>")).text == "x" * 3_900 + "…"


def test_plain_text_has_every_line_and_no_button() -> None:
    rest = [
        *rich_text(section(words("one"))),
        *rich_text(bullets([words("two")])),
        buttons(translations("en"), incident()),
    ]
    message = Message("zero", (), ({"color": "#000000", "fallback": "zero", "blocks": rest},))
    assert plain(message) == Message("zero\none\n• two")


def test_a_message_has_fifty_blocks_at_most() -> None:
    assert len(fit(Message("text", tuple(rich_text(section(words("x"))) * 60))).blocks) == 50
