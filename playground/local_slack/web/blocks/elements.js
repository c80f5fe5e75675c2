/** Interactive elements of blocks: buttons, overflow menus, choices, feedback. Selects are in selects.js. */

import { element, icon, newId, webAddress } from "../dom.js";
import { openMenu } from "../menu.js";
import { decode, renderPlainText } from "../mrkdwn.js";
import { act } from "./act.js";
import { renderSelect } from "./selects.js";
import { imageText, renderText } from "./text.js";
import { renderTextInput } from "./text_input.js";

/** Return the node of an element; `labelledBy` is the id of the label of its input block. */
export function renderElement(block, part, context, labelledBy = null) {
  const render = RENDERERS[part.type];
  if (render) return render(block, part, context, labelledBy);
  if (/_select$/.test(part.type)) return renderSelect(block, part, context, labelledBy);
  return element("span", { class: "unknown" }, `(An element of the type "${part.type}")`);
}

// ---- private

const RENDERERS = {
  button: renderButton,
  overflow: renderOverflow,
  image: (_block, part) => imageText(part),
  checkboxes: renderChoices,
  radio_buttons: renderChoices,
  datepicker: renderPicker,
  timepicker: renderPicker,
  datetimepicker: renderPicker,
  feedback_buttons: renderFeedback,
  icon_button: renderIconButton,
  plain_text_input: renderTextInput,
  email_text_input: renderTextInput,
  url_text_input: renderTextInput,
  number_input: renderTextInput,
};

function renderButton(block, part, context) {
  const press = async () => {
    if (!button.hasAttribute("aria-busy")) await act(button, block, part, context, part.value === undefined ? {} : { value: part.value });
  };
  const attributes = {
    class: `button ${part.style ?? ""}`,
    "data-action-id": part.action_id,
    "aria-label": part.accessibility_label,
    on: { click: press },
  };
  const address = part.url ? webAddress(part.url) : null;
  const button = address
    ? element("a", { ...attributes, href: address, target: "_blank", rel: "noopener noreferrer" }, renderPlainText(part.text))
    : element("button", { ...attributes, type: "button" }, renderPlainText(part.text));
  return button;
}

function renderIconButton(block, part, context) {
  const label = part.accessibility_label ?? decode(part.text.text);
  const press = () => act(button, block, part, context, part.value === undefined ? {} : { value: part.value });
  const button = element("button", { type: "button", class: "icon-button", "aria-label": label, title: label, on: { click: press } }, icon(part.icon === "trash" ? "trash" : "bolt"));
  return button;
}

function renderOverflow(block, part, context) {
  const items = part.options.map((option) => ({
    label: renderPlainText(option.text),
    note: option.description ? decode(option.description.text) : "",
    href: option.url ? webAddress(option.url) : null,
    choose: () => act(button, block, part, context, { selected_option: option }),
  }));
  const button = element(
    "button",
    {
      type: "button",
      class: "button overflow",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "data-action-id": part.action_id,
      on: { click: () => openMenu(button, items) },
    },
    icon("more"),
  );
  return button;
}

function renderChoices(block, part, context, labelledBy) {
  const isRadio = part.type === "radio_buttons";
  const name = newId("choice");
  const initial = isRadio ? { selected_option: part.initial_option ?? null } : { selected_options: part.initial_options ?? [] };
  const value = context.fields.register(block, part, initial);
  const chosen = new Set([value.selected_option, ...(value.selected_options ?? [])].filter(Boolean).map((each) => each.value));
  const change = () => {
    const options = part.options.filter((_option, index) => inputs[index].checked);
    const action = isRadio ? { selected_option: options[0] ?? null } : { selected_options: options };
    context.fields.set(block, part, action);
    if (block.type !== "input" || block.dispatch_action) act(group, block, part, context, action);
  };
  const inputs = part.options.map((option) =>
    element("input", { type: isRadio ? "radio" : "checkbox", name, value: option.value, checked: chosen.has(option.value), on: { change } }),
  );
  const group = element(
    "div",
    { class: "choices", role: isRadio ? "radiogroup" : "group", "aria-labelledby": labelledBy, "aria-label": labelledBy ? null : "Choices", "data-action-id": part.action_id },
    part.options.map((option, index) =>
      element(
        "label",
        { class: "choice" },
        inputs[index],
        element("span", {}, renderText(option.text, context), option.description ? element("span", { class: "choice-note" }, renderText(option.description, context)) : null),
      ),
    ),
  );
  return group;
}

const PICKERS = {
  datepicker: { type: "date", key: "selected_date", initial: "initial_date", label: "Date" },
  timepicker: { type: "time", key: "selected_time", initial: "initial_time", label: "Time" },
  datetimepicker: { type: "datetime-local", key: "selected_date_time", initial: "initial_date_time", label: "Date and time" },
};

function renderPicker(block, part, context, labelledBy) {
  const { type, key, initial, label } = PICKERS[part.type];
  const value = context.fields.register(block, part, { [key]: part[initial] ?? null });
  const change = () => {
    const text = input.value || null;
    const action = { [key]: type === "datetime-local" && text ? Date.parse(text) / 1000 : text };
    context.fields.set(block, part, action);
    if (block.type !== "input" || block.dispatch_action) act(input, block, part, context, action);
  };
  const input = element("input", {
    type,
    class: "text-input picker",
    value: value[key],
    "aria-labelledby": labelledBy,
    "aria-label": labelledBy ? null : decode(part.placeholder?.text ?? label),
    "data-action-id": part.action_id,
    on: { change },
  });
  return input;
}

function renderFeedback(block, part, context) {
  const buttons = [["positive_button", "up"], ["negative_button", "thumbdown"]].map(([name, drawing]) => {
    const label = part[name].accessibility_label ?? decode(part[name].text.text);
    const press = () => {
      for (const each of buttons) each.setAttribute("aria-pressed", String(each === button));
      act(button, block, part, context, { value: part[name].value, text: part[name].text });
    };
    const button = element(
      "button",
      { type: "button", class: "icon-button", "aria-label": label, title: label, "aria-pressed": "false", "data-action-id": part.action_id, on: { click: press } },
      icon(drawing),
    );
    return button;
  });
  return element("span", { class: "feedback" }, buttons);
}
