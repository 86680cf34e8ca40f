// A menu whose options the app knows: what is typed is searched for, arrows choose, Enter takes, Esc closes.
import { el } from "./dom.js";
import { plain } from "./elements.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };
const PAUSE_MS = 250; // after the last letter, before the app is asked
const SHORTEST = 3; // letters, unless the element says otherwise
let count = 0;

const shown = (option) => plain(option?.text);

// Groups come flat, each option with its group's label if it is the group's first.
function flat(found) {
  return found.flatMap((each) =>
    each.options ? each.options.map((option, at) => ({ option, label: at ? "" : plain(each.label) })) : [{ option: each, label: "" }],
  );
}

// `search(query)` asks the app; `chosen(option)` is told of a choice. `props` are the field's own.
export function searchField(element, { search, chosen, value = element.initial_option, props = {} }) {
  const id = `search-${(count += 1)}`;
  const hint = plain(element.placeholder) || "Search";
  const least = element.min_query_length ?? SHORTEST;
  const field = el("input", { type: "text", class: "written", role: "combobox", autocomplete: "off", spellcheck: "false", placeholder: hint, "aria-label": hint, "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, "data-focus": element.action_id, "data-action": element.action_id, ...props });
  const list = el("ul", { id, class: "found", role: "listbox", "aria-label": hint, hidden: true });
  const note = el("p", { class: "found-note", role: "status" });
  let options = [];
  let at = -1;
  let asked = 0;
  let timer = 0;
  let taken = value ?? null;

  function show(next, said = "") {
    options = next;
    at = next.length ? 0 : -1;
    note.textContent = said;
    list.replaceChildren(...next.map(row));
    list.hidden = !next.length;
    field.setAttribute("aria-expanded", String(next.length > 0));
    mark();
    if (next.length) list.scrollIntoView({ block: "nearest" });
  }

  function row({ option, label }, place) {
    const take = (event) => {
      event.preventDefault(); // the field keeps the keyboard
      pick(place);
    };
    const about = plain(option.description);
    const node = el("li", { id: `${id}-${place}`, class: "found-row", role: "option", onmousedown: take }, label && el("small", { class: "found-group" }, label), shown(option), about && el("small", {}, about));
    return node;
  }

  function mark() {
    [...list.children].forEach((node, place) => node.setAttribute("aria-selected", String(place === at)));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    if (at < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", `${id}-${at}`);
  }

  function pick(place) {
    taken = options[place].option;
    close();
    chosen(taken);
  }

  function close() {
    clearTimeout(timer);
    asked += 1; // an answer that is still to come is none of ours
    show([]);
    field.value = shown(taken);
  }

  async function ask() {
    const mine = (asked += 1);
    const query = field.value.trim();
    if (query.length < least) return show([], least ? `Type ${least} letters or more.` : "");
    note.textContent = "Searching…";
    const found = await search(query);
    if (mine !== asked) return;
    show(flat(found), found.length ? "" : "Nothing found.");
  }

  function onKey(event) {
    if (event.isComposing) return;
    const { key } = event;
    if (Object.hasOwn(STEPS, key)) {
      if (options.length) at = (at + STEPS[key] + options.length) % options.length;
      else ask();
      mark();
    } else if (key === "Enter" && options.length) pick(at);
    else if (key === "Enter" && field.getAttribute("aria-expanded") === "false" && !note.textContent) return;
    else if (key === "Escape" && (options.length || note.textContent)) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  field.value = shown(taken);
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  field.addEventListener("keydown", onKey);
  field.addEventListener("focus", () => {
    field.select();
    if (!least) ask();
  });
  field.addEventListener("blur", close);
  return { node: el("div", { class: "search" }, field, note, list), field, read: () => taken?.value ?? null };
}
