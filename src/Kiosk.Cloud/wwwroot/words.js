// What the wire's names are called on the page, and how numbers and times are written.

export const causes = {
  payment: "Payment",
  item_not_found: "Item not found",
  out_of_stock: "Out of stock",
  price: "Price",
  wait: "Waiting",
  confusing_step: "Confusing step",
  kiosk_fault: "Kiosk fault",
  unknown: "Not known",
  other: "Other",
};

export const outcomes = {
  completed: "Completed",
  staff: "With a person",
  abandoned: "Abandoned",
  other: "Other",
};

export const prompts = {
  acknowledge: "Acknowledge",
  explain: "Explain",
  simplify: "Simplify",
  guide: "Guide",
  slow_down: "Slow down",
  offer_person: "Offer a person",
  call_person: "Call a person",
  thank: "Thank",
  say_nothing: "Say nothing",
  other: "Other",
};

export const statuses = { online: "Online", offline: "Offline", lost: "Lost", silent: "Silent", unknown: "Not heard" };

export const needs = { lost: "Lost", fault: "Fault", frustration: "Frustration", backlog: "Backlog" };

export const periods = {
  "24h": { name: "24 hours", before: "the 24 h before" },
  "7d": { name: "7 days", before: "the 7 days before" },
  "30d": { name: "30 days", before: "the 30 days before" },
};

// Below this many visits a share says too little to be shown: its 95 % interval is about 40 points wide.
export const fewestVisits = 20;

const whole = new Intl.NumberFormat("en");
const tenth = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const clockSeconds = new Intl.DateTimeFormat("en", {
  hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});
const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "short" });
const weekday = new Intl.DateTimeFormat("en", { weekday: "short", day: "numeric" });

export const count = (number) => whole.format(number);
export const many = (number, thing) => `${whole.format(number)} ${thing}${number === 1 ? "" : "s"}`;
export const decimal = (number) => tenth.format(number);
export const percent = (share) => `${tenth.format(share * 100)} %`;
export const time = (date) => clock.format(date);
export const moment = (date) => `${day.format(date)}, ${clock.format(date)}`;

// To the second, and with its day where that is not today's.
export const second = (date, now) =>
  `${date.toDateString() === now.toDateString() ? "" : `${day.format(date)}, `}${clockSeconds.format(date)}`;

export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

// A part's day is that of its middle: parts are as long as they are in today's UTC offset, so that before a change of the clocks
// they begin an hour early or late.
const middle = (date, seconds) => new Date(date.getTime() + seconds * 500);

// Names a part of a period: the hour, the six hours or the day.
export function part(date, seconds) {
  if (seconds < 86_400) {
    return seconds <= 3_600 ? clock.format(date) : `${weekday.format(date)}, ${clock.format(date)}`;
  }

  return day.format(middle(date, seconds));
}

// The shorter name that goes below a chart.
export const tick = (date, seconds) => seconds <= 3_600
  ? clock.format(date)
  : seconds < 86_400 ? weekday.format(middle(date, seconds)) : day.format(middle(date, seconds));

export function ago(date, now) {
  const seconds = Math.max(0, Math.round((now - date) / 1000));
  if (seconds < 60) {
    return "just now";
  }

  const steps = [[60, "min"], [60, "h"], [24, "d"]];
  let value = seconds;
  let unit = "s";
  for (const [size, name] of steps) {
    if (value < size) {
      break;
    }

    value = Math.floor(value / size);
    unit = name;
  }

  return `${value} ${unit} ago`;
}

export function duration(seconds) {
  if (seconds < 3_600) {
    return `${Math.floor(seconds / 60)} min`;
  }

  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} d`;
}

// A time that something took, as fine as it is told.
export function span(seconds) {
  return seconds < 60 ? `${Math.round(seconds)} s` : seconds < 3_600 ? `${Math.round(seconds / 60)} min` : `${tenth.format(seconds / 3_600)} h`;
}

export const bytes = (number) =>
  number < 1_000_000 ? `${whole.format(Math.round(number / 1_000))} kB` : `${tenth.format(number / 1_000_000)} MB`;

// A fault's or model's wire name as words: camera_unreadable is "Camera unreadable".
export function plain(name) {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const total = (counts) => Object.values(counts).reduce((sum, value) => sum + value, 0);

// Whether two shares differ by more than chance: the two-proportion z-test at 5 %.
export function differs(partA, wholeA, partB, wholeB) {
  if (wholeA < fewestVisits || wholeB < fewestVisits) {
    return false;
  }

  const pooled = (partA + partB) / (wholeA + wholeB);
  const spread = Math.sqrt(pooled * (1 - pooled) * (1 / wholeA + 1 / wholeB));
  return spread > 0 && Math.abs(partA / wholeA - partB / wholeB) / spread > 1.96;
}
