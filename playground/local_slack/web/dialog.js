/** Dialogs of the page itself; the browser keeps the focus in them and gives it back. */

import { renderText } from "./blocks/text.js";
import { element, icon, newId } from "./dom.js";

/**
 * Show a dialog.
 *
 * @param {object} parts `title`, `body` (nodes), `buttons` (nodes), `className`, `cancel` (called for Escape and the cross).
 *   A browser closes a dialog at the second Escape in any case; `cancel` is called then too.
 * @returns {HTMLDialogElement}
 */
export function showDialog({ title, body, buttons, className = "", cancel }) {
  const titleId = newId("dialog");
  const close = element("button", { type: "button", class: "icon-button", "aria-label": "Close", on: { click: () => cancel() } }, icon("close"));
  const dialog = element(
    "dialog",
    { class: `dialog ${className}`, "aria-labelledby": titleId },
    element("header", { class: "dialog-head" }, element("h2", { id: titleId }, title), close),
    element("div", { class: "dialog-body" }, body),
    element("footer", { class: "dialog-foot" }, buttons),
  );
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    cancel();
  });
  const focused = document.activeElement;
  dialog.addEventListener("close", () => {
    if (!dialog.dataset.finished) cancel();
    dialog.remove();
    if (focused?.isConnected) focused.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Close a dialog from the page's side. */
export function closeDialog(dialog) {
  dialog.dataset.finished = "true";
  dialog.close();
}

/** Whether a person confirms what a `confirm` object asks. */
export function confirmFirst(confirm, context) {
  const style = confirm.style === "danger" ? "danger" : "primary";
  return ask({ title: renderText(confirm.title, context), body: renderText(confirm.text, context) }, (answer) => [
    element("button", { type: "button", class: "button", on: { click: () => answer(false) } }, renderText(confirm.deny, context)),
    element("button", { type: "button", class: `button ${style}`, on: { click: () => answer(true) } }, renderText(confirm.confirm, context)),
  ], false);
}

/**
 * Ask with a small form; return its FormData, or null if it is left.
 *
 * @param {string} title
 * @param {Node[]} fields
 * @param {string} submit the label of the button.
 */
export function askForm(title, fields, submit) {
  const formId = newId("form");
  return new Promise((resolve) => {
    const finish = (value) => {
      resolve(value);
      closeDialog(dialog);
    };
    const onSubmit = (event) => {
      event.preventDefault();
      finish(new FormData(event.target));
    };
    const dialog = showDialog({
      title,
      body: element("form", { id: formId, on: { submit: onSubmit } }, fields),
      buttons: [
        element("button", { type: "button", class: "button", on: { click: () => finish(null) } }, "Cancel"),
        element("button", { type: "submit", form: formId, class: "button primary" }, submit),
      ],
      cancel: () => finish(null),
    });
    dialog.querySelector("input, select")?.focus();
  });
}

/** Show a sentence for some seconds, also to screen readers. */
export function showToast(text) {
  const toast = element("div", { class: "toast", role: "alert" }, text);
  (document.querySelector("dialog[open]") ?? document.body).append(toast);
  setTimeout(() => toast.remove(), 8000);
}

// ---- private

function ask(parts, buttons, otherwise) {
  return new Promise((resolve) => {
    const answer = (value) => {
      resolve(value);
      closeDialog(dialog);
    };
    const dialog = showDialog({ ...parts, buttons: buttons(answer), className: "confirm", cancel: () => answer(otherwise) });
    dialog.querySelector(".dialog-foot button:last-child").focus();
  });
}
