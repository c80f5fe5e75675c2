/** The common emoji by their short names; Slack knows about 1,800, the page shows the others as `:name:`. */

const TABLE = `
smile 😄|smiley 😃|grinning 😀|grin 😁|laughing 😆|joy 😂|rolling_on_the_floor_laughing 🤣|slightly_smiling_face 🙂|wink 😉|blush 😊
heart_eyes 😍|thinking_face 🤔|neutral_face 😐|face_with_rolling_eyes 🙄|disappointed 😞|cry 😢|sob 😭|angry 😠|scream 😱|sunglasses 😎
tada 🎉|confetti_ball 🎊|sparkles ✨|star ⭐|star2 🌟|fire 🔥|zap ⚡|boom 💥|100 💯|rocket 🚀
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|ok_hand 👌|clap 👏|wave 👋|raised_hands 🙌|pray 🙏|muscle 💪
point_up ☝️|point_down 👇|point_left 👈|point_right 👉|eyes 👀|brain 🧠|speech_balloon 💬|thought_balloon 💭|heart ❤️|broken_heart 💔
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎|warning ⚠️|no_entry ⛔|no_entry_sign 🚫|rotating_light 🚨|question ❓
exclamation ❗|bangbang ‼️|information_source ℹ️|bulb 💡|mag 🔍|mag_right 🔎|lock 🔒|unlock 🔓|key 🔑|bell 🔔
no_bell 🔕|mute 🔇|loudspeaker 📢|mega 📣|newspaper 📰|rolled_up_newspaper 🗞️|page_facing_up 📄|memo 📝|pencil2 ✏️|pencil 📝
clipboard 📋|calendar 📆|date 📅|spiral_calendar_pad 🗓️|hourglass ⌛|hourglass_flowing_sand ⏳|alarm_clock ⏰|clock9 🕘|stopwatch ⏱️|watch ⌚
bookmark 🔖|pushpin 📌|round_pushpin 📍|paperclip 📎|link 🔗|inbox_tray 📥|outbox_tray 📤|package 📦|email ✉️|envelope ✉️
chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|bar_chart 📊|moneybag 💰|gear ⚙️|wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|bug 🐛|robot_face 🤖
computer 💻|iphone 📱|globe_with_meridians 🌐|earth_africa 🌍|earth_americas 🌎|earth_asia 🌏|sunny ☀️|sunrise 🌅|cloud ☁️|umbrella ☔
arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrow_forward ▶️|arrows_counterclockwise 🔄|repeat 🔁|heavy_plus_sign ➕|heavy_minus_sign ➖|recycle ♻️
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|white_circle ⚪|black_circle ⚫|small_blue_diamond 🔹|small_orange_diamond 🔸|large_blue_diamond 🔷
coffee ☕|tea 🍵|beer 🍺|pizza 🍕|cake 🍰|apple 🍎|dog 🐶|cat 🐱|seedling 🌱|deciduous_tree 🌳
one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|trophy 🏆|medal 🏅|checkered_flag 🏁|wastebasket 🗑️|house 🏠`;

export const EMOJI = new Map(
  TABLE.trim()
    .split(/[|\n]/)
    .map((entry) => entry.trim().split(" ")),
);

/** The emoji of the menu that reacts to a message. */
export const REACTIONS = ["+1", "-1", "eyes", "white_check_mark", "tada", "heart", "joy", "thinking_face", "fire"];

/** Return a text's pieces: strings, and `{name, character}` for each `:name:` that is known. */
export function splitEmoji(text) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(/:([a-z0-9_+-]+):(?::skin-tone-[2-6]:)?/g)) {
    const character = EMOJI.get(match[1]);
    if (character === undefined) continue;
    if (match.index > end) pieces.push(text.slice(end, match.index));
    pieces.push({ name: match[1], character });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}
