// What can be clicked in a message. `ctx.act(element, value)` tells the workspace.
import { el, safeUrl } from "./dom.js";
import { agreed } from "./confirm.js";
import { withEmoji } from "./emoji.js";
import { toggleMenu } from "./menu.js";
import { unescape } from "./mrkdwn.js";
import { searchField } from "./search.js";

export const plain = (object) => (object ? withEmoji(unescape(String(object.text ?? object))) : "");

const STYLES = { primary: " primary", danger: " danger" };

async function act(ctx, element, value) {
  if (element.confirm && !(await agreed(element.confirm, ctx.people))) return;
  await ctx.act(element, value);
}

// A button that leads somewhere opens it and tells the app as well, as in Slack.
function button(element, ctx) {
  const style = Object.hasOwn(STYLES, element.style ?? "") ? STYLES[element.style] : "";
  const shared = {
    class: `btn${style}`,
    "data-focus": element.action_id,
    "data-action": element.action_id,
    "aria-label": element.accessibility_label,
  };
  const href = element.url && safeUrl(element.url);
  if (href) {
    const onclick = () => ctx.act(element, element.value ?? null);
    return el("a", { ...shared, href, target: "_blank", rel: "noopener noreferrer", title: href, onclick }, plain(element.text));
  }
  return el("button", { ...shared, type: "button", onclick: busy(() => act(ctx, element, element.value ?? null)) }, plain(element.text));
}

// While the workspace takes a click in, the button takes no second one.
export const busy = (work) => async (event) => {
  const { currentTarget } = event;
  if (currentTarget.getAttribute("aria-busy") === "true") return;
  currentTarget.setAttribute("aria-busy", "true");
  await work();
  currentTarget.removeAttribute("aria-busy");
};

function overflow(element, ctx) {
  const entries = (element.options ?? []).map((option) => ({
    label: plain(option.text),
    description: plain(option.description),
    href: option.url && safeUrl(option.url),
    pick: () => act(ctx, element, option.value),
  }));
  return el(
    "button",
    {
      type: "button",
      class: "btn more",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "data-focus": element.action_id,
      "data-action": element.action_id,
      onclick: (event) => toggleMenu(event.currentTarget, entries),
    },
    "⋯",
  );
}

function staticSelect(element, ctx) {
  const choice = (option) =>
    el("option", { value: option.value, selected: option.value === element.initial_option?.value }, plain(option.text));
  const groups = (element.option_groups ?? []).map((group) =>
    el("optgroup", { label: plain(group.label) }, group.options.map(choice)),
  );
  const hint = plain(element.placeholder) || "Choose";
  const none = element.initial_option ? null : el("option", { value: "", disabled: true, selected: true }, hint);
  const onchange = (event) => act(ctx, element, event.currentTarget.value);
  return el(
    "select",
    { class: "btn select", "aria-label": hint, "data-focus": element.action_id, "data-action": element.action_id, onchange },
    none,
    groups,
    (element.options ?? []).map(choice),
  );
}

function usersSelect(element, ctx) {
  const options = ctx.people.persons().map((user) => ({ value: user.id, text: user.shown }));
  const chosen = options.find(({ value }) => value === element.initial_user);
  return staticSelect({ ...element, options, initial_option: chosen }, ctx);
}

function externalSelect(element, ctx) {
  const search = (query) => ctx.search(element, query);
  return searchField(element, { search, chosen: ({ value }) => act(ctx, element, value) }).node;
}

// Two buttons, of which one says that it helped and one that it did not.
function feedback(element, ctx) {
  const sides = [[element.positive_button, "👍"], [element.negative_button, "👎"]].filter(([side]) => side);
  return el("div", { class: "feedback" }, sides.map(([side, sign]) => small(element, side, sign, side.value, ctx)));
}

const ICONS = { trash: "🗑️" };

const icon = (element, ctx) => small(element, element, ICONS[element.icon] ?? "•", element.value ?? null, ctx);

function small(element, { accessibility_label: label, text }, sign, value, ctx) {
  const props = {
    type: "button",
    class: "icon small",
    title: plain(text),
    "aria-label": label ?? plain(text),
    "data-focus": `${element.action_id} ${value}`,
    "data-action": element.action_id,
    onclick: busy(() => act(ctx, element, value)),
  };
  return el("button", props, sign);
}

const ELEMENTS = {
  button,
  overflow,
  static_select: staticSelect,
  users_select: usersSelect,
  external_select: externalSelect,
  feedback_buttons: feedback,
  icon_button: icon,
};

export function interactive(element, ctx) {
  const draw = Object.hasOwn(ELEMENTS, element.type ?? "") ? ELEMENTS[element.type] : null;
  return draw ? draw(element, ctx) : null;
}
