/** What every control does when it is used. */

import { confirmFirst } from "../dialog.js";

/** Do an action after its confirm dialog; the control is busy meanwhile. */
export async function act(control, block, part, context, action) {
  if (part.confirm && !(await confirmFirst(part.confirm, context))) return false;
  control.setAttribute("aria-busy", "true");
  try {
    await context.act(block, part, action);
  } finally {
    control.removeAttribute("aria-busy");
  }
  return true;
}
