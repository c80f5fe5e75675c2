/** The inspector: each payload that went to the app or came from it, with what the local Slack thought of it. */

import * as api from "./api.js";
import { formatTime } from "./dates.js";
import { element, icon } from "./dom.js";

const MAX_ENTRIES = 500;

export class Inspector {
  constructor(workspace, close) {
    this.workspace = workspace;
    this.last = 0;
    this.list = element("ol", { class: "payloads", "aria-label": "Payloads, newest first" });
    this.onlyProblems = element("input", { type: "checkbox", on: { change: () => this.list.classList.toggle("only-problems", this.onlyProblems.checked) } });
    this.node = element(
      "section",
      { class: "inspector", "aria-label": "Inspector" },
      element(
        "header",
        { class: "panel-head" },
        element("button", { type: "button", class: "icon-button back", "aria-label": "Back", on: { click: close } }, icon("back")),
        element("h2", {}, "Inspector"),
        element("label", { class: "choice" }, this.onlyProblems, element("span", {}, "Problems only")),
        element("button", { type: "button", class: "icon-button cross", "aria-label": "Close the inspector", on: { click: close } }, icon("close")),
      ),
      element("div", { class: "payload-box", tabindex: "0", role: "region", "aria-label": "Payloads" }, this.list),
    );
  }

  async load() {
    const { entries } = await api.get("payloads", { after: this.last });
    for (const entry of entries) this.add(entry);
  }

  add(entry) {
    if (entry.n <= this.last) {
      // The response of an entry that is shown already.
      this.list.querySelector(`[data-n="${entry.n}"]`)?.replaceWith(this.entryNode(entry));
      return;
    }
    this.last = entry.n;
    this.list.prepend(this.entryNode(entry));
    if (this.list.children.length > MAX_ENTRIES) this.list.lastElementChild.remove();
  }

  entryNode(entry) {
    const isToApp = entry.direction === "to_app";
    const problems = entry.problems ?? [];
    const verdict = entry.is_accepted === false || problems.length ? "rejected" : "accepted";
    const body = element("div", { class: "payload-body" });
    const details = element(
      "details",
      { on: { toggle: () => details.open && !body.childElementCount && body.append(...bodyNodes(entry)) } },
      element(
        "summary",
        {},
        element("span", { class: `direction ${entry.direction}` }, isToApp ? "→ app" : "← app"),
        element("strong", { class: "payload-kind" }, entry.kind),
        element("span", { class: `verdict ${verdict}` }, verdict === "accepted" ? "✓ ok" : "✗ rejected"),
        element("time", { class: "muted" }, formatTime(entry.at, this.workspace.zone, true)),
      ),
      problems.length ? element("ul", { class: "problems" }, problems.map((problem) => element("li", {}, problem))) : null,
      body,
    );
    return element("li", { class: `payload ${verdict}`, "data-n": entry.n }, details);
  }
}

// ---- private

function bodyNodes(entry) {
  const part = (title, value) =>
    value === undefined || value === null ? [] : [element("h3", {}, title), element("pre", { tabindex: "0" }, typeof value === "string" ? value : JSON.stringify(value, null, 2))];
  return [...part("Payload", entry.payload), ...part("Response", entry.response)];
}
