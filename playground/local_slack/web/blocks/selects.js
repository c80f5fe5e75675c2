/** Select menus: of given options, of options that the app looks up, of people, channels and conversations. */

import { element, icon, newId } from "../dom.js";
import { closePanel, nextByKey, placePanel, showPanel } from "../menu.js";
import { decode, renderPlainText } from "../mrkdwn.js";
import { act } from "./act.js";

const LOOK_UP_DELAY_MILLISECONDS = 200;

/** Return a button that shows what is chosen and opens a list to choose from. */
export function renderSelect(block, part, context, labelledBy) {
  const kind = selectKind(block, part, context);
  const value = context.fields.register(block, part, { [kind.key]: kind.initial });
  let chosen = [value[kind.key]].flat().filter(Boolean);
  const placeholder = decode(part.placeholder?.text ?? (kind.isMultiple ? "Choose options" : "Choose an option"));
  const textId = newId("chosen");
  const text = element("span", { class: "select-text", id: textId });
  const button = element(
    "button",
    {
      type: "button",
      class: "select",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "aria-labelledby": labelledBy ? `${labelledBy} ${textId}` : null,
      "data-action-id": part.action_id,
      on: { click: () => openList(), keydown: (event) => event.key === "ArrowDown" && (event.preventDefault(), openList()) },
    },
    text,
    icon("down"),
  );

  const show = () => {
    const labels = chosen.map(kind.label);
    text.replaceChildren(...(labels.length ? [labels.join(", ")] : [element("span", { class: "placeholder" }, placeholder)]));
    if (!labelledBy) button.setAttribute("aria-label", labels.length ? `${placeholder}: ${labels.join(", ")}` : placeholder);
  };
  const choose = async (option) => {
    const id = kind.id(option);
    if (kind.isMultiple) {
      const rest = chosen.filter((each) => kind.id(each) !== id);
      const isFull = rest.length === chosen.length && chosen.length >= (part.max_selected_items ?? Infinity);
      if (isFull) return;
      chosen = rest.length < chosen.length ? rest : [...chosen, option];
    } else {
      chosen = [option];
      closePanel();
    }
    const action = { [kind.key]: kind.isMultiple ? chosen : chosen[0] };
    context.fields.set(block, part, action);
    show();
    if (block.type !== "input" || block.dispatch_action) await act(button, block, part, context, action);
  };
  const openList = () => {
    if (button.getAttribute("aria-expanded") === "true") closePanel();
    else showList({ button, placeholder, kind, isChosen: (option) => chosen.some((each) => kind.id(each) === kind.id(option)), choose });
  };
  show();
  return button;
}

// ---- private

/** Return how a type of select finds, names and stores what is chosen. */
function selectKind(block, part, context) {
  const isMultiple = part.type.startsWith("multi_");
  const source = part.type.replace("multi_", "").replace("_select", "");
  if (source === "static" || source === "external") {
    const groups = part.option_groups ?? [{ options: part.options ?? [] }];
    return {
      isMultiple,
      key: isMultiple ? "selected_options" : "selected_option",
      initial: isMultiple ? (part.initial_options ?? []) : (part.initial_option ?? null),
      id: (option) => option.value,
      label: (option) => decode(option.text.text),
      find: source === "static" ? (typed) => filterGroups(groups, typed) : (typed) => context.options(block, part, typed),
      delay: source === "static" ? 0 : LOOK_UP_DELAY_MILLISECONDS,
    };
  }
  const noun = source.replace(/s$/, "");
  return {
    isMultiple,
    key: isMultiple ? `selected_${source}` : `selected_${noun}`,
    initial: isMultiple ? (part[`initial_${source}`] ?? []) : (part[`initial_${noun}`] ?? (part.default_to_current_conversation ? "current" : null)),
    id: (option) => option,
    label: context.choices.label,
    find: (typed) => {
      const options = context.choices.list(source, part.filter).filter((option) => context.choices.label(option).toLowerCase().includes(typed.toLowerCase()));
      return [{ options }];
    },
    delay: 0,
  };
}

function filterGroups(groups, typed) {
  const matches = (option) => decode(option.text.text).toLowerCase().includes(typed.toLowerCase());
  return groups.map((group) => ({ ...group, options: group.options.filter(matches) }));
}

function showList({ button, placeholder, kind, isChosen, choose }) {
  const listId = newId("list");
  const list = element("div", { class: "options", role: "listbox", id: listId, "aria-label": placeholder, "aria-multiselectable": kind.isMultiple ? "true" : null });
  let active = null;
  let timer;
  let query = 0;
  const activate = (node) => {
    active?.classList.remove("active");
    active = node ?? null;
    active?.classList.add("active");
    active?.scrollIntoView({ block: "nearest" });
    if (active) search.setAttribute("aria-activedescendant", active.id);
    else search.removeAttribute("aria-activedescendant");
  };
  const fill = async () => {
    query += 1;
    const mine = query;
    const groups = await kind.find(search.value);
    if (mine !== query) return;
    const nodes = groups.flatMap((group) => [
      group.label && group.options.length ? element("div", { class: "option-group", role: "presentation" }, renderPlainText(group.label)) : null,
      ...group.options.map((option) => optionNode(option)),
    ]).filter(Boolean);
    list.replaceChildren(...(nodes.some((node) => node.role === "option") ? nodes : [element("div", { class: "option-none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, "Nothing found")]));
    activate(list.querySelector("[role=option]:not([aria-disabled])"));
    placePanel();
  };
  const optionNode = (option) => {
    const note = option.description ? element("span", { class: "menu-note" }, renderPlainText(option.description)) : null;
    const label = option.text ? renderPlainText(option.text) : kind.label(option);
    const node = element("div", { class: "option", role: "option", id: newId("option"), "aria-selected": String(isChosen(option)) }, element("span", {}, label), note);
    node.addEventListener("click", () => {
      choose(option);
      if (kind.isMultiple) node.setAttribute("aria-selected", String(isChosen(option)));
    });
    return node;
  };
  const onKey = (event) => {
    const nodes = [...list.querySelectorAll("[role=option]:not([aria-disabled])")];
    if (event.key === "Enter") {
      event.preventDefault();
      active?.click();
    } else if (event.key === "Tab") {
      closePanel();
    } else if (event.key.startsWith("Arrow")) {
      const next = nextByKey(event.key, nodes, active);
      if (next) event.preventDefault();
      if (next) activate(next);
    }
  };
  const onInput = () => {
    clearTimeout(timer);
    timer = setTimeout(fill, kind.delay);
  };
  const search = element("input", {
    type: "text", class: "text-input", role: "combobox", "aria-label": `Search: ${placeholder}`, "aria-controls": listId, "aria-expanded": "true",
    "aria-autocomplete": "list", autocomplete: "off", placeholder: "Search", on: { keydown: onKey, input: onInput },
  });
  const panel = element("div", { class: "panel picker-panel" }, search, list);
  showPanel(button, panel);
  search.focus();
  fill();
}
