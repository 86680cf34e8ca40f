// The shortcodes people use most; one that is not here stays as it was written.

const EMOJI = {
  red_circle: "🔴", large_green_circle: "🟢", white_circle: "⚪\uFE0F", large_purple_circle: "🟣",
  large_blue_circle: "🔵", large_yellow_circle: "🟡", large_orange_circle: "🟠", black_circle: "⚫",
  rotating_light: "🚨", warning: "⚠️", fire: "🔥", boom: "💥", bell: "🔔", no_bell: "🔕", mute: "🔇",
  speaker: "🔈", eyes: "👀", eye: "👁️", robot_face: "🤖", memo: "📝", pencil: "📝", book: "📖",
  books: "📚", tada: "🎉", chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉",
  bar_chart: "📊", white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌",
  no_entry: "⛔", question: "❓", exclamation: "❗", information_source: "ℹ️", bulb: "💡", link: "🔗",
  lock: "🔒", key: "🔑", gear: "⚙️", wrench: "🔧", hammer_and_wrench: "🛠️", package: "📦", rocket: "🚀",
  zap: "⚡", cloud: "☁️", hourglass: "⌛", hourglass_flowing_sand: "⏳", clock3: "🕒", stopwatch: "⏱️",
  calendar: "📅", mag: "🔍", pushpin: "📌", arrow_right: "➡️", arrow_up: "⬆️", arrow_down: "⬇️",
  repeat: "🔁", arrows_counterclockwise: "🔄", thumbsup: "👍", "+1": "👍", thumbsdown: "👎", "-1": "👎",
  wave: "👋", pray: "🙏", clap: "👏", raised_hands: "🙌", heart: "❤️", smile: "😄", slightly_smiling_face: "🙂",
  thinking_face: "🤔", sweat_smile: "😅", joy: "😂", sob: "😭", zzz: "💤", sunny: "☀️", coffee: "☕",
  speech_balloon: "💬", page_facing_up: "📄", file_folder: "📁", wastebasket: "🗑️", moneybag: "💰",
};

export const emojiFor = (name) => (Object.hasOwn(EMOJI, name) ? EMOJI[name] : null);

export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emojiFor(name) ?? whole);
