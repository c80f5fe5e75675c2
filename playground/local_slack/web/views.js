/** The app's views: its Home tab, and its modals, one above the other. */

import * as api from "./api.js";
import { FieldValues } from "./blocks/field_values.js";
import { showErrors } from "./blocks/input.js";
import { renderBlocks } from "./blocks/layout.js";
import { closeDialog, showDialog, showToast } from "./dialog.js";
import { element } from "./dom.js";
import { decode } from "./mrkdwn.js";

/** The Home tab of the app. */
export class HomeTab {
  constructor(workspace) {
    this.workspace = workspace;
    this.fields = new FieldValues();
    this.isDrawn = false;
    this.node = element("div", { class: "home", tabindex: "-1" });
  }

  async load() {
    const { view } = await api.get("home", { user: this.workspace.me });
    // An event that came meanwhile knows more.
    if (!this.isDrawn) this.draw(view);
  }

  draw(view) {
    this.isDrawn = true;
    const focusedId = this.node.contains(document.activeElement) ? document.activeElement.dataset.actionId : null;
    this.fields.keep(view?.blocks);
    const nodes = view
      ? renderBlocks(view.blocks, viewContext(this.workspace, view, this.fields))
      : [element("p", { class: "home-empty" }, `${this.workspace.app.name} has not published its Home tab yet.`)];
    this.node.replaceChildren(element("div", { class: "home-blocks" }, nodes));
    if (focusedId) this.node.querySelector(`[data-action-id="${CSS.escape(focusedId)}"]`)?.focus();
  }
}

/** The modals that the app has opened for one person; the top one is shown. */
export class Modals {
  constructor(workspace) {
    this.workspace = workspace;
    this.dialog = null;
    this.shown = null;
    this.fields = new Map(); // FieldValues by the id of the view
    this.opener = null;
    this.drawCount = 0;
  }

  async load() {
    const { drawCount } = this;
    const { views } = await api.get("modals", { user: this.workspace.me });
    // An event that came meanwhile knows more.
    if (this.drawCount === drawCount) this.draw(views);
  }

  draw(views) {
    this.drawCount += 1;
    const view = views.at(-1);
    const ids = new Set(views.map((each) => each.id));
    for (const id of this.fields.keys()) if (!ids.has(id)) this.fields.delete(id);
    if (!view) {
      this.hide();
      return;
    }
    const isSame = this.dialog !== null && this.shown?.id === view.id && sameContent(this.shown, view);
    this.shown = view;
    if (!isSame) this.show(view);
    showErrors(this.dialog, view.shown_errors ?? {});
  }

  hide() {
    if (this.dialog) closeDialog(this.dialog);
    this.dialog = null;
    this.shown = null;
  }

  show(view) {
    if (!this.fields.has(view.id)) this.fields.set(view.id, new FieldValues());
    const fields = this.fields.get(view.id);
    fields.keep(view.blocks);
    const focusedId = this.dialog?.contains(document.activeElement) ? document.activeElement.dataset.actionId : null;
    if (this.dialog) closeDialog(this.dialog);
    const { workspace } = this;
    const form = element("form", { id: `form-${view.id}`, novalidate: true, on: { submit: (event) => (event.preventDefault(), this.submit(view, fields)) } }, renderBlocks(view.blocks, viewContext(workspace, view, fields)));
    const close = () => this.close(view);
    const buttons = [
      element("button", { type: "button", class: "button", on: { click: close } }, view.close ? decode(view.close.text) : "Cancel"),
      view.submit ? element("button", { type: "submit", class: "button primary", form: form.id, disabled: view.submit_disabled }, decode(view.submit.text)) : null,
    ];
    this.dialog = showDialog({ title: decode(view.title.text), body: form, buttons, className: "modal", cancel: close });
    const target = focusedId ? this.dialog.querySelector(`[data-action-id="${CSS.escape(focusedId)}"]`) : null;
    (target ?? this.dialog.querySelector("[autofocus]") ?? form.querySelector("input, textarea, button, a"))?.focus();
  }

  async submit(view, fields) {
    const missing = missingFields(view, fields.toJson());
    showErrors(this.dialog, missing);
    if (Object.keys(missing).length) return;
    const button = this.dialog.querySelector(".dialog-foot .primary");
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await api.post("submit", { user: this.workspace.me, view_id: view.id, state: fields.toJson() });
      if (answer.errors && this.dialog) showErrors(this.dialog, answer.errors);
    } catch (error) {
      showToast(error.message);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  async close(view) {
    try {
      await api.post("close", { user: this.workspace.me, view_id: view.id });
    } catch (error) {
      showToast(error.message);
      this.hide();
    }
  }
}

// ---- private

function viewContext(workspace, view, fields) {
  const container = { type: "view", view_id: view.id };
  const send = (path, block, part, rest) =>
    api.post(path, { user: workspace.me, container, block_id: block.block_id, action_id: part.action_id, ...rest });
  return {
    surface: view.type,
    names: workspace.names,
    choices: workspace.choices,
    fields,
    act: (block, part, action) => send("press", block, part, { action, state: fields.toJson() }).catch((error) => showToast(error.message)),
    options: async (block, part, value) => {
      const answer = await send("options", block, part, { value });
      return answer.option_groups ?? [{ options: answer.options ?? [] }];
    },
  };
}

const sameContent = (one, other) =>
  ["title", "submit", "close", "blocks"].every((key) => JSON.stringify(one[key]) === JSON.stringify(other[key]));

/** Return the errors that Slack's own form shows before it asks the app. */
function missingFields(view, state) {
  const errors = {};
  for (const block of view.blocks) {
    if (block.type !== "input") continue;
    const part = block.element;
    const { type: _type, ...value } = state[block.block_id]?.[part.action_id] ?? {};
    const given = Object.values(value)[0];
    const isEmpty = given === null || given === undefined || given === "" || (Array.isArray(given) && !given.length);
    if (isEmpty && !block.optional) errors[block.block_id] = "Please complete this required field.";
    else if (part.min_length && !isEmpty && given.length < part.min_length) errors[block.block_id] = `Please enter at least ${part.min_length} characters.`;
    else if (part.type === "number_input" && !isEmpty && !isNumber(given, part)) errors[block.block_id] = "Please enter a valid number.";
    else if (part.type === "email_text_input" && !isEmpty && !/^[^\s@]+@[^\s@]+$/.test(given)) errors[block.block_id] = "Please enter a valid email address.";
    else if (part.type === "url_text_input" && !isEmpty && !URL.canParse(given)) errors[block.block_id] = "Please enter a valid URL.";
  }
  return errors;
}

function isNumber(text, part) {
  const isFormed = part.is_decimal_allowed ? /^-?\d+(\.\d+)?$/.test(text) : /^-?\d+$/.test(text);
  return isFormed && Number(text) >= Number(part.min_value ?? -Infinity) && Number(text) <= Number(part.max_value ?? Infinity);
}
