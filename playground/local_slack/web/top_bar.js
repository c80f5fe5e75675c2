/** The bar above all: the notice, quick actions, the clock, the inspector and the theme. */

import { renderClock } from "./clock.js";
import { say } from "./composer.js";
import { showToast } from "./dialog.js";
import { element, icon } from "./dom.js";

const THEME_KEY = "local-slack-theme";

/** Return `{node, clock, inspect}`. */
export function renderTopBar(page) {
  const { workspace } = page;
  const clock = renderClock(workspace);
  const inspect = element(
    "button",
    { type: "button", class: "bar-button", "aria-pressed": String(Boolean(page.inspector)), "aria-label": "Inspector", title: "Payloads sent and received", on: { click: () => page.toggleInspector() } },
    icon("inspect"),
    element("span", { class: "wide-only" }, "Inspector"),
  );
  const theme = element("button", { type: "button", class: "bar-button", "aria-label": "Switch between light and dark", title: "Light or dark", on: { click: switchTheme } }, icon("theme"));
  const quick = workspace.quickActions.map((action) =>
    element("button", { type: "button", class: "bar-button quick", title: action.text, on: { click: () => run(action, page) } }, icon("bolt"), action.label),
  );
  const problem = problemText(page);
  const node = element(
    "header",
    { class: "top-bar" },
    element("h1", { class: "brand" }, element("span", { class: "brand-name" }, "Local Slack")),
    element("p", { class: "notice" }, workspace.notice),
    element("div", { class: "quick-actions" }, quick),
    element("div", { class: "bar-tools" }, clock.node, inspect, theme),
    problem ? element("p", { class: "offline", role: "alert" }, problem) : null,
  );
  return { node, clock, inspect };
}

/** Apply the theme that was chosen; without a choice the system's is used. */
export function applyTheme() {
  const chosen = localStorage.getItem(THEME_KEY);
  if (chosen) document.documentElement.dataset.theme = chosen;
}

// ---- private

function switchTheme() {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  localStorage.setItem(THEME_KEY, root.dataset.theme);
}

function run(action, page) {
  const named = [...page.workspace.channels.values()].find((each) => each.id === action.channel || (!each.is_im && each.name === action.channel));
  const channel = named?.id ?? page.place.channel ?? page.firstChannel().id;
  page.openChannel(channel);
  say(action.text, { workspace: page.workspace, channel }).catch((error) => showToast(error.message));
}

function problemText({ isOnline, workspace }) {
  if (!isOnline) return "The local Slack does not answer. Trying again …";
  if (!workspace.isAppConnected) return `${workspace.app.name} is not connected. Commands and buttons fail until it is.`;
  return "";
}
