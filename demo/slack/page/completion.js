// The list above the composer that completes a command: arrows choose, Tab or Enter takes, Esc closes.
import { offers } from "./commands.js";
import { el } from "./dom.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

// Watches `field`; `changed()` is called when a completion was put into it.
export function completion(field, changed) {
  const id = `${field.id}-commands`;
  const list = el("ul", { id, class: "completion", role: "listbox", "aria-label": "Commands", hidden: true });
  let found = [];
  let chosen = -1;

  const close = () => show([]);

  function show(next) {
    found = next;
    // A word that nobody began is offered, not chosen: Enter then sends what stands there.
    chosen = next.length && !field.value.endsWith(" ") ? 0 : -1;
    list.hidden = !next.length;
    list.replaceChildren(...next.map(row));
    mark();
  }

  function row(offer, at) {
    const take = (event) => {
      event.preventDefault(); // the field keeps the keyboard
      complete(at);
    };
    return el(
      "li",
      { id: `${id}-${at}`, class: "offer", role: "option", onmousedown: take, onpointermove: () => at !== chosen && choose(at) },
      el("span", { class: "offer-name" }, el("strong", {}, offer.name), offer.hint && el("span", { class: "offer-hint" }, offer.hint)),
      el("span", { class: "offer-about" }, offer.about),
    );
  }

  function choose(at) {
    chosen = at;
    mark();
  }

  function mark() {
    [...list.children].forEach((node, at) => node.setAttribute("aria-selected", String(at === chosen)));
    list.children[chosen]?.scrollIntoView({ block: "nearest" });
    if (chosen < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", `${id}-${chosen}`);
  }

  function complete(at) {
    field.value = `${found[at].becomes} `;
    changed();
    update();
  }

  const update = () => show(document.activeElement === field ? offers(field.value) : []);

  // Whether the key was meant for the list.
  function onKey(event) {
    if (!found.length || event.isComposing) return false;
    const { key } = event;
    if (Object.hasOwn(STEPS, key)) choose(next(STEPS[key]));
    else if (key === "Escape") close();
    else if (key === "Tab" && !event.shiftKey) complete(Math.max(chosen, 0));
    else if (key === "Enter" && !event.shiftKey && wouldChange()) complete(chosen);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  const wouldChange = () => chosen >= 0 && found[chosen].becomes !== field.value.trim();

  function next(step) {
    const from = chosen < 0 && step < 0 ? 0 : chosen;
    return (from + step + found.length) % found.length;
  }

  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-haspopup", "listbox");
  field.setAttribute("aria-controls", id);
  field.addEventListener("input", update);
  field.addEventListener("focus", update);
  field.addEventListener("blur", close);
  return { list, onKey, close };
}
