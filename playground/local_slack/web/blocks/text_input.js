/** Text fields of blocks. */

import { element } from "../dom.js";
import { decode } from "../mrkdwn.js";

const INPUT_TYPES = { email_text_input: "email", url_text_input: "url", number_input: "text", plain_text_input: "text" };

/** Return a text field; it sends its value where the block asks for that. */
export function renderTextInput(block, part, context, labelledBy) {
  const value = context.fields.register(block, part, { value: part.initial_value ?? null });
  const triggers = part.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const send = () => block.dispatch_action && context.act(block, part, { value: input.value || null });
  const onInput = () => {
    context.fields.set(block, part, { value: input.value || null });
    if (triggers.includes("on_character_entered")) send();
  };
  const onKey = (event) => {
    if (event.key !== "Enter" || (part.multiline && !event.metaKey && !event.ctrlKey)) return;
    if (block.dispatch_action && triggers.includes("on_enter_pressed")) {
      event.preventDefault();
      send();
    }
  };
  const attributes = {
    class: "text-input",
    placeholder: part.placeholder ? decode(part.placeholder.text) : null,
    maxlength: part.max_length,
    autofocus: part.focus_on_load,
    "aria-labelledby": labelledBy,
    "aria-label": labelledBy ? null : "Text",
    "data-action-id": part.action_id,
    on: { input: onInput, keydown: onKey },
  };
  const input = part.multiline
    ? element("textarea", { ...attributes, rows: "4" })
    : element("input", {
        ...attributes,
        type: INPUT_TYPES[part.type],
        inputmode: part.type === "number_input" ? (part.is_decimal_allowed ? "decimal" : "numeric") : null,
        autocomplete: "off",
      });
  input.value = value.value ?? "";
  return input;
}
