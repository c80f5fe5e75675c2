/** The clock of the local Slack: it can be moved forward, and the app moves with it. */

import * as api from "./api.js";
import { formatClock, localText, secondsOfLocal } from "./dates.js";
import { askForm, showToast } from "./dialog.js";
import { element, icon } from "./dom.js";
import { openMenu } from "./menu.js";

const HOUR = 3600;

/** Return the button that shows the time; `draw()` shows it again. */
export function renderClock(workspace) {
  const text = element("span", { class: "clock-text" });
  const move = (body) => api.post("clock", body).then((clock) => (workspace.setClock(clock), draw())).catch((error) => showToast(error.message));
  const items = () => [
    { label: "1 hour forward", choose: () => move({ advance_seconds: HOUR }) },
    { label: "1 day forward", choose: () => move({ advance_seconds: 24 * HOUR }) },
    { label: "To a time …", choose: () => askTime(workspace, move) },
  ];
  const button = element(
    "button",
    { type: "button", class: "bar-button clock", "aria-haspopup": "menu", "aria-expanded": "false", on: { click: () => openMenu(button, items(), "Clock") } },
    icon("clock"),
    text,
  );
  const draw = () => {
    text.textContent = formatClock(workspace.now, workspace.zone);
    button.setAttribute("aria-label", `Clock: ${text.textContent}. Move it forward`);
    button.title = `${workspace.zone}; click to move the clock forward`;
  };
  draw();
  return { node: button, draw };
}

// ---- private

async function askTime(workspace, move) {
  const input = element("input", { type: "datetime-local", class: "text-input", name: "time", required: true, value: localText(workspace.now + 60, workspace.zone), min: localText(workspace.now, workspace.zone) });
  const form = await askForm("Move the clock", [element("label", { class: "field-label" }, element("span", {}, `Time (${workspace.zone})`), input), element("p", { class: "input-hint" }, "The clock of this workspace and of the app only goes forward.")], "Move");
  if (form !== null) move({ now: secondsOfLocal(form.get("time"), workspace.zone) });
}
