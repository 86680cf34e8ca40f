"""What people write and choose in the elements of a message or a modal, in Slack's shapes.

https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

Json = dict[str, Any]
Said = str | Sequence[str] | None  # a text, the value of an option or the values of several
Offered = Mapping[str, Json]  # by their values, the options that an app has named to a search
Values = Mapping[str, Said | Mapping[str, Said]]  # by block, then by action where it has several

NOT_FILLED_IN: Final = "Please complete this required field."
MOST_WRITTEN: Final = 3000
KEPT: Final = frozenset(
    {
        "plain_text_input",
        "static_select",
        "external_select",
        "users_select",
        "checkboxes",
        "radio_buttons",
    }
)


class NothingToClick(LookupError):
    """There is no such button, menu or field, or this person does not see it."""


def elements(blocks: Iterable[Json]) -> Iterator[tuple[Json, Json]]:
    """Go through what can be clicked or filled in, each with its block."""
    for block in blocks:
        for element in block.get("elements", ()):
            yield block, element
        for name in ("accessory", "element"):
            if name in block:
                yield block, block[name]


def element_of(blocks: Iterable[Json], action_id: str) -> tuple[Json, Json]:
    for block, element in elements(blocks):
        if element.get("action_id") == action_id:
            return block, element
    raise NothingToClick(f"there is no {action_id}")


def entry(element: Json, said: Said, offered: Offered) -> Json:
    """Return what somebody *said* with an element that keeps it."""
    kind = element["type"]
    if kind == "checkboxes":
        return {"selected_options": [option_of(element, one, offered) for one in _listed(said)]}
    if isinstance(said, str | None):
        if kind == "plain_text_input":
            return {"value": said or None}
        if kind == "users_select":
            return {"selected_user": said}
        return {"selected_option": None if said is None else option_of(element, said, offered)}
    raise NothingToClick(f"{kind} takes one value")


def at_first(element: Json) -> Said:
    if element["type"] == "checkboxes":
        return [option["value"] for option in element.get("initial_options", ())]
    said = element.get("initial_value", element.get("initial_user"))
    return str(element["initial_option"]["value"]) if "initial_option" in element else said


def option_of(element: Json, value: Said, offered: Offered) -> Json:
    """Return the option of this *value*: the element's own, or one *offered* to a search in it."""
    groups = [element, *element.get("option_groups", ())]
    first = [element["initial_option"]] if "initial_option" in element else []
    known = [*(option for group in groups for option in group.get("options", ())), *first]
    for option in known if element["type"] != "external_select" else [*known, *offered.values()]:
        if option["value"] == value:
            chosen: Json = option
            return chosen
    raise NothingToClick(f"{value} is no choice there")


def all_entries(blocks: Iterable[Json], values: Values, offered: Mapping[str, Offered], before: Json) -> Json:
    """Return `state.values` of a view: what is said now, else what was *before*, else what it began with."""
    state: Json = {}
    for block, element in elements(blocks):
        if element["type"] not in KEPT:
            continue
        place, action = block["block_id"], element["action_id"]
        found = {"type": element["type"]}
        if _is_said(values, place, action):
            found |= entry(element, _said(values[place], action), offered.get(action, {}))
        else:
            known = before.get(place, {}).get(action)
            same = known if known and known["type"] == element["type"] else None
            found |= same or entry(element, at_first(element), offered.get(action, {}))
        state.setdefault(place, {})[action] = found
    return state


def lacking(blocks: Iterable[Json], state: Json) -> dict[str, str]:
    """Return, by block, what Slack itself says against a form before it sends it."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block["type"] == "input":
            said = state[block["block_id"]][block["element"]["action_id"]]
            if error := _wrong(block, said):
                errors[block["block_id"]] = error
    return errors


def _wrong(block: Json, said: Json) -> str:
    written = next(value for name, value in said.items() if name != "type")
    if not written:
        return "" if block.get("optional") else NOT_FILLED_IN
    if said["type"] != "plain_text_input":
        return ""
    least, most = (block["element"].get(name) for name in ("min_length", "max_length"))
    if len(written) > (most or MOST_WRITTEN):
        return f"Use {most or MOST_WRITTEN} characters or fewer."
    return f"Use at least {least} characters." if len(written) < (least or 0) else ""


def _is_said(values: Values, place: str, action: str) -> bool:
    said = values.get(place)
    return action in said if isinstance(said, Mapping) else place in values


def _said(said: Said | Mapping[str, Said], action: str) -> Said:
    return said[action] if isinstance(said, Mapping) else said


def _listed(said: Said) -> Sequence[str]:
    if isinstance(said, str):
        raise NothingToClick("checkboxes take a list of values")
    return said or ()
