// What can be clicked in a message. `ctx.act(element, value)` tells the workspace.
import { el, safeUrl } from "./dom.js";
import { agreed } from "./confirm.js";
import { withEmoji } from "./emoji.js";
import { toggleMenu } from "./menu.js";
import { unescape } from "./mrkdwn.js";

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
const busy = (work) => async (event) => {
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

const ELEMENTS = { button, overflow, static_select: staticSelect };

export function interactive(element, ctx) {
  const draw = Object.hasOwn(ELEMENTS, element.type ?? "") ? ELEMENTS[element.type] : null;
  return draw ? draw(element, ctx) : null;
}
