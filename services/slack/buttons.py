"""What people can click on a card; each thing keeps its place, and goes where it makes no sense."""

from gettext import NullTranslations

from services.incident import Incident
from services.post import Block
from services.slack.rich_text import Element
from services.slack.text import literal

WATCH = "click_watch"
AGENT = "click_agent"
REPORT = "click_reporting"
MENU = "card_menu"
MUTE = "mute"
UNMUTE = "unmute"
UNWATCH = "unwatch"
CLOSE = "close"
PATTERN = 60  # characters, beside the word that stands before it


def buttons(tr: NullTranslations, incident: Incident) -> Block:
    watch = [_button(WATCH, tr.gettext("👀 Watching"), incident)] if incident.is_open else []
    elements = [
        *watch,
        _button(AGENT, tr.gettext("🤖 To Bedrock Agent"), incident),
        _button(REPORT, tr.gettext("📝 Reporting"), incident),
        *_menu(tr, incident),
    ]
    # An updated message wants another id: https://docs.slack.dev/reference/block-kit/blocks/actions-block
    block_id = f"actions:{incident.id}:{incident.version}"
    return {"type": "actions", "block_id": block_id, "elements": elements}


def _menu(tr: NullTranslations, incident: Incident) -> list[Element]:
    options = [_mute(tr, incident)] if incident.is_open else []
    if incident.watchers:
        options.append(_option(UNWATCH, tr.gettext("Stop watching"), incident))
    if incident.is_open:
        options.append(_option(CLOSE, tr.gettext("Close by hand"), incident))
    return [{"type": "overflow", "action_id": MENU, "options": options}] if options else []


def _mute(tr: NullTranslations, incident: Incident) -> Element:
    """What a mute of many is about stands beside the word that ends it."""
    muting = incident.muting
    if muting is None:
        return _option(MUTE, tr.gettext("Mute…"), incident)
    wide = muting.pattern != incident.alarm.name
    label = tr.gettext("Unmute {pattern}").format(pattern=literal(muting.pattern, PATTERN))
    return _option(UNMUTE, label if wide else tr.gettext("Unmute"), incident)


def _button(action: str, label: str, incident: Incident) -> Element:
    return {"type": "button", "action_id": action, "text": _plain(label), "value": incident.id}


def _option(act: str, label: str, incident: Incident) -> Element:
    return {"text": _plain(label), "value": f"{act}:{incident.id}"}


def _plain(label: str) -> Element:
    return {"type": "plain_text", "text": label, "emoji": True}
