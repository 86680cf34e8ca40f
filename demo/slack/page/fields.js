// What people fill in: one small function a kind of field. Each gives its node and how to read it.
import { el } from "./dom.js";
import { plain } from "./elements.js";
import { mrkdwn } from "./mrkdwn.js";
import { searchField } from "./search.js";

const KEPT = ["plain_text_input", "static_select", "external_select", "users_select", "checkboxes", "radio_buttons"];

export const isKept = (element) => KEPT.includes(element.type);

// What a field holds, as the workspace last knew it: `said` is its part of the view's state.
export function held(element, said) {
  if (!said || said.type !== element.type) return atFirst(element);
  if (element.type === "plain_text_input") return said.value ?? "";
  if (element.type === "users_select") return said.selected_user;
  if (element.type === "checkboxes") return said.selected_options.map(({ value }) => value);
  return element.type === "external_select" ? said.selected_option : (said.selected_option?.value ?? null);
}

function atFirst(element) {
  if (element.type === "plain_text_input") return element.initial_value ?? "";
  if (element.type === "users_select") return element.initial_user ?? null;
  if (element.type === "checkboxes") return (element.initial_options ?? []).map(({ value }) => value);
  return element.type === "external_select" ? (element.initial_option ?? null) : (element.initial_option?.value ?? null);
}

// `ctx` is {people, changed(value), search(query)}; `props` name the field for those who cannot see it.
export const fieldOf = (element, value, props, ctx) => FIELDS[element.type](element, value, props, ctx);

function written(element, value, props, ctx) {
  const tag = element.multiline ? "textarea" : "input";
  const own = element.multiline ? { rows: "5" } : { type: "text", autocomplete: "off" };
  const node = el(tag, { class: "written", ...own, placeholder: plain(element.placeholder), maxlength: element.max_length ?? 3000, ...props });
  node.value = value;
  node.addEventListener("input", () => ctx.changed(node.value));
  const tells = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  if (tells.includes("on_character_entered")) node.addEventListener("input", () => ctx.tell(node.value));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || element.multiline || !ctx.tells || !tells.includes("on_enter_pressed")) return;
    event.preventDefault();
    ctx.tell(node.value);
  });
  return { node, field: node, read: () => node.value };
}

function select(element, value, props, ctx) {
  const choice = (option) => el("option", { value: option.value, selected: option.value === value }, plain(option.text));
  const groups = (element.option_groups ?? []).map((group) => el("optgroup", { label: plain(group.label) }, group.options.map(choice)));
  const none = el("option", { value: "", selected: value === null }, plain(element.placeholder) || "Choose");
  const node = el("select", { class: "written", ...props }, none, groups, (element.options ?? []).map(choice));
  node.addEventListener("change", () => {
    ctx.changed(node.value || null);
    if (node.value) ctx.tell(node.value);
  });
  return { node, field: node, read: () => node.value || null };
}

function users(element, value, props, ctx) {
  const options = ctx.people.persons().map((user) => ({ value: user.id, text: user.shown }));
  return select({ ...element, options }, value, props, ctx);
}

const said = (text, ctx) => (text?.type === "mrkdwn" ? mrkdwn(text.text, ctx.people) : plain(text));

function choices(kind, element, value, props, ctx) {
  const chosen = [value].flat();
  const boxes = element.options.map((option) =>
    el("input", { type: kind, name: props.id, value: option.value, checked: chosen.includes(option.value), "aria-describedby": props["aria-describedby"], "data-focus": `${props["data-focus"]} ${option.value}` }),
  );
  const rows = element.options.map((option, at) =>
    el("label", { class: "choice" }, boxes[at], el("span", {}, said(option.text, ctx), option.description && el("small", {}, said(option.description, ctx)))),
  );
  const several = kind === "checkbox";
  const read = () => {
    const values = boxes.filter((box) => box.checked).map((box) => box.value);
    return several ? values : (values[0] ?? null);
  };
  const role = several ? "group" : "radiogroup";
  const node = el("div", { class: "choices", role, id: props.id, "aria-labelledby": props["aria-labelledby"] }, rows);
  node.addEventListener("change", () => {
    ctx.changed(read());
    ctx.tell(read());
  });
  return { node, field: boxes[0], read };
}

function external(element, value, props, ctx) {
  const chosen = (option) => {
    ctx.changed(option);
    ctx.tell(option.value);
  };
  return searchField(element, { search: ctx.search, chosen, value, props: { ...props, "aria-label": null } });
}

const FIELDS = {
  plain_text_input: written,
  static_select: select,
  users_select: users,
  external_select: external,
  checkboxes: (...all) => choices("checkbox", ...all),
  radio_buttons: (...all) => choices("radio", ...all),
};
