"""What people can click on a card; each thing keeps its place, and goes where it makes no sense."""

from gettext import NullTranslations

from services.incident import Incident
from services.post import Block
from services.slack.rich_text import Element

WATCH = "click_watch"
AGENT = "click_agent"
REPORT = "click_reporting"
MENU = "card_menu"
UNWATCH = "unwatch"
CLOSE = "close"


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
    options = []
    if incident.watchers:
        options.append(_option(UNWATCH, tr.gettext("Stop watching"), incident))
    if incident.is_open:
        options.append(_option(CLOSE, tr.gettext("Close by hand"), incident))
    return [{"type": "overflow", "action_id": MENU, "options": options}] if options else []


def _button(action: str, label: str, incident: Incident) -> Element:
    return {"type": "button", "action_id": action, "text": _plain(label), "value": incident.id}


def _option(act: str, label: str, incident: Incident) -> Element:
    return {"text": _plain(label), "value": f"{act}:{incident.id}"}


def _plain(label: str) -> Element:
    return {"type": "plain_text", "text": label, "emoji": True}
