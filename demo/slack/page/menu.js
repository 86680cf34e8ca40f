// A menu that opens beside its button: arrow keys move, Enter picks, Esc and a click elsewhere close.
import { el } from "./dom.js";

let open = null;

export const menuIsOpen = () => open !== null;

export function closeMenu() {
  if (!open) return false;
  const { menu, button } = open;
  open = null;
  menu.remove();
  button.setAttribute("aria-expanded", "false");
  return true;
}

// `entries` are {label, href, pick, description}; focus goes back to the button when one is picked.
export function toggleMenu(button, entries) {
  const mine = open?.button === button;
  closeMenu();
  if (mine) return;
  const menu = el("div", { class: "menu", role: "menu", "aria-label": button.getAttribute("aria-label") });
  menu.append(...entries.map((entry) => item(entry, button)));
  menu.addEventListener("keydown", (event) => onKey(event, menu, button));
  document.body.append(menu);
  place(menu, button.getBoundingClientRect());
  open = { menu, button };
  button.setAttribute("aria-expanded", "true");
  menu.firstElementChild.focus();
}

function item({ label, href, pick, description }, button) {
  const onclick = () => {
    closeMenu();
    button.focus();
    pick();
  };
  const props = { role: "menuitem", tabindex: "-1", class: "menu-item", onclick };
  const content = [el("span", {}, label), description && el("small", {}, description)];
  if (href) return el("a", { ...props, href, target: "_blank", rel: "noopener noreferrer" }, content);
  return el("button", { ...props, type: "button" }, content);
}

function place(menu, box) {
  const { width, height } = menu.getBoundingClientRect();
  const below = box.bottom + 4 + height <= innerHeight;
  menu.style.top = `${below ? box.bottom + 4 : Math.max(8, box.top - 4 - height)}px`;
  menu.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
}

const STEPS = { ArrowDown: (at, n) => (at + 1) % n, ArrowUp: (at, n) => (at - 1 + n) % n, Home: () => 0, End: (_, n) => n - 1 };

function onKey(event, menu, button) {
  const items = [...menu.children];
  if (Object.hasOwn(STEPS, event.key)) {
    event.preventDefault();
    items[STEPS[event.key](items.indexOf(document.activeElement), items.length)].focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    closeMenu();
    button.focus();
  }
}

addEventListener("pointerdown", (event) => {
  if (open && !open.menu.contains(event.target) && !open.button.contains(event.target)) closeMenu();
});
addEventListener("resize", closeMenu);
addEventListener("scroll", closeMenu, true);
