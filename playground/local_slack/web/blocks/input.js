/** The input block: a label, its element, a hint, and the error that the app answered. */

import { element, newId } from "../dom.js";
import { renderElement } from "./elements.js";
import { renderText } from "./text.js";

/** Return the node of an input block; `showErrors` finds it by its data-block-id. */
export function renderInput(block, context) {
  const labelId = newId("label");
  const label = element(
    "div",
    { class: "input-label", id: labelId },
    renderText(block.label, context),
    block.optional ? element("span", { class: "optional" }, " (optional)") : null,
  );
  const field = renderElement(block, block.element, context, labelId);
  label.addEventListener("click", () => (field.matches("input, textarea, button") ? field : field.querySelector("input, button"))?.focus());
  const hint = block.hint ? element("div", { class: "input-hint", id: newId("hint") }, renderText(block.hint, context)) : null;
  if (hint) field.setAttribute("aria-describedby", hint.id);
  if (!block.optional && field.matches("input, textarea")) field.setAttribute("aria-required", "true");
  return element("div", { class: "block-input", "data-block-id": block.block_id }, label, field, hint);
}

/**
 * Show errors below their fields, and put the focus into the first.
 *
 * @param {Element} root holds the input blocks.
 * @param {Record<string, string>} errors texts by block id.
 */
export function showErrors(root, errors) {
  for (const old of root.querySelectorAll(".input-error")) old.remove();
  let first = null;
  for (const box of root.querySelectorAll("[data-block-id]")) {
    const field = box.querySelector("input, textarea, [role=group], [role=radiogroup], button");
    const text = errors[box.dataset.blockId];
    box.classList.toggle("has-error", Boolean(text));
    if (field.matches("input, textarea")) field.setAttribute("aria-invalid", String(Boolean(text)));
    field.removeAttribute("aria-errormessage");
    if (!text) continue;
    const error = element("div", { class: "input-error", id: newId("error"), role: "alert" }, text);
    box.append(error);
    field.setAttribute("aria-errormessage", error.id);
    first ??= field.matches("[role]") ? field.querySelector("input") : field;
  }
  first?.focus();
  root.querySelector(".input-error")?.scrollIntoView({ block: "nearest" });
}
