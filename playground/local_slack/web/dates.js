/** Times in the zone of the person who reads, in the words that Slack uses. */

const formats = new Map();
const days = new Map();
const USES_24_HOURS = !new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions().hour12;

/** Return the seconds of a message's ts. */
export const secondsOf = (ts) => Number.parseFloat(ts);

/** Return "9:05 AM" or "09:05", as the browser's language has it. */
export function formatTime(seconds, zone, withSeconds = false) {
  const options = USES_24_HOURS
    ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
    : { hour: "numeric", minute: "2-digit", hour12: true };
  return format(seconds, zone, withSeconds ? { ...options, second: "2-digit" } : options).replace("\u202f", " ");
}

/** Return a day as "2026-11-23" in a zone: equal for the same day. */
export function dayOf(seconds, zone) {
  // No zone changes its day within a quarter of an hour.
  const key = `${zone} ${Math.floor(seconds / 900)}`;
  if (!days.has(key)) {
    const part = parts(seconds, zone);
    days.set(key, `${part.year}-${part.month}-${part.day}`);
  }
  return days.get(key);
}

/** Return "Today", "Yesterday" or "Monday, November 23rd", for the line between two days. */
export function formatDivider(seconds, zone, now) {
  return (
    relativeDay(seconds, zone, now, ["Yesterday", "Today", "Tomorrow"]) ??
    `${format(seconds, zone, { weekday: "long" })}, ${format(seconds, zone, { month: "long" })} ${ordinal(seconds, zone)}` +
      (parts(seconds, zone).year === parts(now, zone).year ? "" : `, ${parts(seconds, zone).year}`)
  );
}

/** Return a date and time as the clock shows it: "Mon, Nov 23, 7:50 AM". */
export function formatClock(seconds, zone) {
  return `${format(seconds, zone, { weekday: "short", month: "short", day: "numeric" })}, ${formatTime(seconds, zone)}`;
}

/** Return "5 minutes ago" or "in 2 days". */
export function formatAgo(seconds, now) {
  const units = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const distance = seconds - now;
  const [unit, length] = units.find(([, each]) => Math.abs(distance) >= each) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.trunc(distance / length), unit);
}

/** Return the text of `<!date^seconds^template>`: https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
export function formatTemplate(seconds, template, zone, now) {
  return template.replaceAll(/\{([a-z_]+)\}/g, (whole, name, at) => {
    const isPretty = name.endsWith("_pretty");
    if (isPretty) {
      const words = at === 0 ? ["Yesterday", "Today", "Tomorrow"] : ["yesterday", "today", "tomorrow"];
      const day = relativeDay(seconds, zone, now, words);
      if (day !== null) return day;
    }
    const write = TEMPLATES[name.replace(/_pretty$/, "")];
    return write ? write(seconds, zone, now) : whole;
  });
}

/** Return the seconds of a wall-clock time such as "2026-11-23T07:50" in a zone. */
export function secondsOfLocal(text, zone) {
  const wall = Date.parse(`${text}Z`) / 1000;
  let seconds = wall;
  // Twice: the first step may cross a change of the clock.
  for (let step = 0; step < 2; step += 1) seconds = wall - (Date.parse(`${localText(seconds, zone)}Z`) / 1000 - seconds);
  return seconds;
}

/** Return a moment as the value of an input of the type datetime-local. */
export function localText(seconds, zone) {
  const part = parts(Math.floor(seconds / 60) * 60, zone);
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

// ---- private

const TEMPLATES = {
  date_num: (seconds, zone) => dayOf(seconds, zone),
  date_slash: (seconds, zone) => format(seconds, zone, { month: "2-digit", day: "2-digit", year: "numeric" }),
  date: (seconds, zone) => `${format(seconds, zone, { month: "long" })} ${ordinal(seconds, zone)}, ${parts(seconds, zone).year}`,
  date_short: (seconds, zone) => format(seconds, zone, { month: "short", day: "numeric", year: "numeric" }),
  date_long: (seconds, zone) => `${format(seconds, zone, { weekday: "long" })}, ${TEMPLATES.date(seconds, zone)}`,
  date_long_full: (seconds, zone) => `${format(seconds, zone, { weekday: "long" })}, ${TEMPLATES.date(seconds, zone)}`,
  day_divider_pretty: (seconds, zone, now) => formatDivider(seconds, zone, now),
  day_divider: (seconds, zone, now) => formatDivider(seconds, zone, now),
  time: (seconds, zone) => formatTime(seconds, zone),
  time_secs: (seconds, zone) => formatTime(seconds, zone, true),
  ago: (seconds, _zone, now) => formatAgo(seconds, now),
};

function format(seconds, zone, options) {
  const key = `${zone} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-US", { ...options, timeZone: zone }));
  return formats.get(key).format(seconds * 1000);
}

function parts(seconds, zone) {
  const key = `${zone} parts`;
  if (!formats.has(key)) {
    const digits = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };
    formats.set(key, new Intl.DateTimeFormat("en-US", { ...digits, hourCycle: "h23", timeZone: zone }));
  }
  return Object.fromEntries(formats.get(key).formatToParts(seconds * 1000).map((part) => [part.type, part.value]));
}

function relativeDay(seconds, zone, now, words) {
  const days = (Date.parse(dayOf(seconds, zone)) - Date.parse(dayOf(now, zone))) / 86_400_000;
  return words[days + 1] ?? null;
}

function ordinal(seconds, zone) {
  const day = Number(parts(seconds, zone).day);
  const suffix = { one: "st", two: "nd", few: "rd", other: "th" };
  return day + suffix[new Intl.PluralRules("en", { type: "ordinal" }).select(day)];
}
