/** Menus that drop from a button, and lists that drop from a field. */

import { element } from "./dom.js";

let open = null; // {panel, trigger, close}

/**
 * Open a menu below a button, or close it if it is open.
 *
 * @param {Element} trigger gets the focus back.
 * @param {Array<{label, note?, href?, choose?, isChecked?}>} items
 * @param {string} label what a screen reader calls the menu.
 */
export function openMenu(trigger, items, label = trigger.getAttribute("aria-label") ?? trigger.textContent) {
  if (open?.trigger === trigger) {
    closePanel();
    return;
  }
  const nodes = items.map((item) => menuItem(item));
  const panel = element("div", { class: "panel menu", role: "menu", "aria-label": label, on: { keydown: (event) => moveInMenu(event, nodes) } }, nodes);
  showPanel(trigger, panel);
  nodes[0]?.focus();
}

/** Show a panel below (or above) an element; it closes on Escape, a click elsewhere, or when the focus leaves. */
export function showPanel(trigger, panel) {
  closePanel();
  // A modal dialog makes all outside itself inert, so what drops from it must stand in it.
  (trigger.closest("dialog") ?? document.body).append(panel);
  trigger.setAttribute("aria-expanded", "true");
  open = { trigger, panel };
  placePanel();
  document.addEventListener("pointerdown", closeOutside, true);
  document.addEventListener("keydown", closeOnEscape, true);
  window.addEventListener("resize", closePanel);
}

/** Close what is open; give the focus back if it was inside. */
export function closePanel() {
  if (open === null) return;
  const { trigger, panel } = open;
  open = null;
  const hadFocus = panel.contains(document.activeElement);
  panel.remove();
  trigger.setAttribute("aria-expanded", "false");
  document.removeEventListener("pointerdown", closeOutside, true);
  document.removeEventListener("keydown", closeOnEscape, true);
  window.removeEventListener("resize", closePanel);
  if (hadFocus) trigger.focus();
}

/** Put the open panel where it fits, below its trigger or above. */
export function placePanel() {
  if (open === null) return;
  const { trigger, panel } = open;
  const box = trigger.getBoundingClientRect();
  const { width, height } = panel.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left, window.innerWidth - width - 8));
  const isBelow = box.bottom + height + 8 < window.innerHeight || box.top < height + 8;
  const top = isBelow ? Math.min(box.bottom + 4, Math.max(8, window.innerHeight - height - 8)) : box.top - height - 4;
  panel.style.left = `${left}px`;
  panel.style.top = `${top}px`;
}

/** Return the next of some nodes for an arrow key, Home or End; undefined for another key. */
export function nextByKey(key, nodes, current) {
  const index = nodes.indexOf(current);
  if (key === "ArrowDown") return nodes[(index + 1) % nodes.length];
  if (key === "ArrowUp") return nodes[index < 0 ? nodes.length - 1 : (index + nodes.length - 1) % nodes.length];
  if (key === "Home") return nodes[0];
  if (key === "End") return nodes.at(-1);
  return undefined;
}

// ---- private

function menuItem(item) {
  const content = [element("span", { class: "menu-label" }, item.label), item.note ? element("span", { class: "menu-note" }, item.note) : null];
  const role = item.isChecked === undefined ? "menuitem" : "menuitemradio";
  const checked = item.isChecked === undefined ? null : String(item.isChecked);
  const click = () => {
    closePanel();
    item.choose?.();
  };
  const attributes = { class: "menu-item", role, tabindex: "-1", "aria-checked": checked, on: { click } };
  if (item.href) return element("a", { ...attributes, href: item.href, target: "_blank", rel: "noopener noreferrer" }, content);
  return element("button", { ...attributes, type: "button" }, content);
}

function moveInMenu(event, nodes) {
  if (event.key === "Tab") {
    closePanel();
    return;
  }
  let next = nextByKey(event.key, nodes, document.activeElement);
  if (next === undefined && event.key.length === 1 && event.key !== " ") {
    const starts = (node) => node.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase());
    next = nodes.find(starts);
  }
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

function closeOutside(event) {
  if (!open.panel.contains(event.target) && !open.trigger.contains(event.target)) closePanel();
}

function closeOnEscape(event) {
  if (event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  const { trigger } = open;
  closePanel();
  trigger.focus();
}
