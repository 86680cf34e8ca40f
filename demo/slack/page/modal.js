// The modal that an app opens before a person: a native dialog, drawn anew as the app changes it.
import { blocks } from "./blocks.js";
import { byId, el, reconcile } from "./dom.js";
import { plain } from "./elements.js";
import { fieldOf, held, isKept } from "./fields.js";
import { post, Refused } from "./net.js";
import { changed, people, view as looking, viewsOf } from "./store.js";

const drafts = new Map(); // "view block action" → what somebody is filling in
const leaving = new Set(); // views that somebody closed here and the workspace still shows
let fields = []; // of the view that is shown: {block, action, read, field}
let shown = null; // {id, hash}
let waiting = false; // the keyboard is at the foot, as there was no field to begin with
let seekError = false; // after a submission the first field with an error takes the keyboard

const dialog = el("dialog", { class: "modal", id: "modal", "aria-labelledby": "modal-title" });
const parts = {
  title: el("h2", { id: "modal-title" }),
  body: el("div", { class: "modal-body" }),
  trouble: el("p", { class: "modal-trouble", role: "alert" }),
  news: el("p", { class: "sr", role: "status" }),
  close: el("button", { type: "button", class: "btn", onclick: () => dialog.close() }),
  submit: el("button", { type: "submit", class: "btn primary" }),
};

function build() {
  const cross = el("button", { type: "button", class: "icon", "aria-label": "Close", onclick: () => dialog.close() }, "×");
  const form = el(
    "form",
    { method: "dialog", novalidate: true },
    el("header", { class: "modal-head" }, parts.title, cross),
    parts.body,
    parts.trouble,
    parts.news,
    el("footer", { class: "modal-foot" }, parts.close, parts.submit),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  dialog.addEventListener("close", leave);
  dialog.append(form);
  document.body.append(dialog);
}

const top = () => viewsOf(looking.acting).findLast(({ id }) => !leaving.has(id));

export function drawModal() {
  if (!dialog.isConnected) build();
  const view = top();
  if (!view) {
    shown = null;
    if (dialog.open) dialog.close();
    return;
  }
  const other = shown?.id !== view.id;
  if (other) {
    fields = [];
    parts.body.replaceChildren();
  }
  drawParts(view, other);
  if (!dialog.open) dialog.showModal();
  const lost = !dialog.contains(document.activeElement) || document.activeElement === dialog;
  if (other || lost || (waiting && fields.length)) focusFirst(view);
  shown = { id: view.id, hash: view.hash };
  if (seekError && Object.keys(view.errors).length) focusError(view);
}

function drawParts(view, other) {
  parts.title.textContent = plain(view.title);
  parts.close.textContent = plain(view.close) || "Cancel";
  parts.submit.textContent = plain(view.submit);
  parts.submit.hidden = !view.submit;
  parts.trouble.textContent = view.trouble;
  parts.news.textContent = !other && shown.hash !== view.hash ? `${plain(view.title)} has changed` : parts.news.textContent;
  const before = fields;
  fields = [];
  reconcile(parts.body, view.blocks.map((block) => row(view, block)));
  const there = before.filter((old) => old.field.isConnected && !fields.some(({ field }) => field === old.field));
  fields = [...there, ...fields];
  showErrors(view);
}

const row = (view, block) => ({
  key: `${view.id} ${block.block_id}`,
  version: [JSON.stringify(block)],
  render: () => (block.type === "input" ? input(view, block) : el("div", { class: "modal-block" }, blocks([block], contextOf(view, block)))),
});

// In blocks that are no inputs a choice is told to the app at once.
const contextOf = (view, block) => ({
  people,
  act: (element, value) => press(view, element, value, isKept(element) ? { [block.block_id]: { [element.action_id]: value } } : {}),
  search: (element, query) => search(view, element, query),
});

function input(view, block) {
  const { element } = block;
  const id = `field-${block.block_id}`;
  const key = `${view.id} ${block.block_id} ${element.action_id} ${element.type}`;
  const value = drafts.has(key) ? drafts.get(key) : held(element, view.state.values[block.block_id]?.[element.action_id]);
  const props = { id, "data-focus": key, "aria-describedby": `${id}-hint ${id}-error`, "aria-labelledby": `${id}-label`, "aria-required": String(!block.optional) };
  const made = fieldOf(element, value, props, {
    people,
    changed: (now) => drafts.set(key, now),
    tells: Boolean(block.dispatch_action),
    tell: (now) => block.dispatch_action && press(view, element, now, {}),
    search: (query) => search(view, element, query),
  });
  fields.push({ block: block.block_id, action: element.action_id, read: made.read, field: made.field, first: element.focus_on_load });
  const grouped = made.node.matches(".choices");
  const label = el(grouped ? "span" : "label", { id: `${id}-label`, class: "field-label", for: grouped ? null : id }, plain(block.label), block.optional && el("small", {}, " (optional)"));
  const hint = el("p", { id: `${id}-hint`, class: "field-hint" }, plain(block.hint));
  return el("div", { class: "field-row", "data-block": block.block_id }, label, made.node, el("p", { id: `${id}-error`, class: "field-error" }), hint);
}

function showErrors(view) {
  for (const { block, field } of fields) {
    const error = Object.hasOwn(view.errors, block) ? view.errors[block] : "";
    const place = byId(`field-${block}-error`);
    if (place.textContent !== error) place.textContent = error;
    field.setAttribute("aria-invalid", String(Boolean(error)));
  }
}

function focusFirst(view) {
  const wanted = fields.find(({ first }) => first) ?? orderOf(view)[0];
  waiting = !wanted;
  (wanted?.field ?? (parts.submit.hidden ? parts.close : parts.submit)).focus();
}

function focusError(view) {
  seekError = false;
  orderOf(view).find(({ block }) => Object.hasOwn(view.errors, block))?.field.focus();
}

const orderOf = (view) => view.blocks.flatMap(({ block_id }) => fields.filter(({ block }) => block === block_id));

const values = () => {
  const read = {};
  for (const { block, action, read: said } of fields) read[block] = { ...read[block], [action]: said() };
  return read;
};

// --- what people do in it; what is refused is said in the dialog itself, which lies over everything

async function told(path, body) {
  try {
    return await post(path, { user: looking.acting, ...body });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    parts.trouble.textContent = error.message;
    return null;
  }
}

async function submit() {
  const view = top();
  if (!view?.submit || parts.submit.getAttribute("aria-busy") === "true") return;
  parts.submit.setAttribute("aria-busy", "true");
  seekError = true;
  await told("/page/view/submit", { view_id: view.id, values: values() });
  parts.submit.removeAttribute("aria-busy");
}

const press = (view, element, value, more) =>
  told("/page/view/press", { view_id: view.id, action_id: element.action_id, value: value ?? null, values: { ...values(), ...more } });

async function search(view, element, query) {
  const found = await told("/page/suggest", { view_id: view.id, action_id: element.action_id, query });
  return found?.options ?? [];
}

// Esc, the cross and the button that closes: the native dialog is closed already.
async function leave() {
  const view = top();
  if (!view || view.id !== shown?.id) return;
  leaving.add(view.id);
  shown = null;
  changed();
  await told("/page/view/close", { view_id: view.id });
  for (const key of drafts.keys()) if (key.startsWith(`${view.id} `)) drafts.delete(key);
  if (!viewsOf(looking.acting).some(({ id }) => id === view.id)) leaving.delete(view.id);
}
