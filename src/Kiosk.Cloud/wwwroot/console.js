// The console: what the address bar and the filters ask for is fetched from /api and drawn; /api/live says when to ask
// again. State lives in one object, and every drawing function draws from it.

import { shareLine, stackedBars } from "./charts.js";
import { fill, h } from "./elements.js";
import * as words from "./words.js";

// As many as stand beside the figures on a desktop, and few enough to scroll past on a phone.
const pageSize = matchMedia("(max-width: 860px)").matches ? 8 : 15;

// How long what was fetched is good for while the fleet is busy, milliseconds: the longer the period, the less a
// window changes it.
const freshness = { "24h": 3_000, "7d": 15_000, "30d": 60_000 };

// Answers that are older than they are good for are given while the service looks for newer ones; these are asked for soon,
// milliseconds.
const soon = 5_000;

// An answer that takes longer is not waited for, milliseconds: the line it was asked on may be dead.
const patience = 60_000;

// The service says something every 15 s at least (ConsoleEndpoints.QuietInterval); a line that has been silent for longer
// than this is dead, though the browser does not notice, milliseconds.
const longestSilence = 40_000;

const byId = (id) => document.getElementById(id);

const state = {
  chain: "", store: "", kiosk: null, period: "24h",
  search: "", sort: "need", need: "", offset: 0,
  question: null, answers: {}, failures: new Map(), service: null, unsent: null, live: "connecting",
  tables: new Set(),
};

// What is asked for, by the name of its source.
const asking = new Map();

// Answers that came before the figures of the same question.
let ahead = {};

let answeredAt = -Infinity;
let isStale = false;
let waiting = 0;
let line = null;
let anew = 0;

// What the viewer asks for.
const wanted = () => {
  const { chain, store, kiosk, period, search, sort, need, offset } = state;
  return { chain, store, kiosk, period, search, sort, need, offset };
};

// What is noted is of a store, though one of its kiosks is looked at.
const ofStore = ({ chain, store, kiosk }) => kiosk ? { chain: kiosk[0], store: kiosk[1] } : { chain, store };

const unreachable = "The console service cannot be reached.";

// ---- asking ----------------------------------------------------------------------------------------------------

// Where the page's parts come from. Each is asked for by itself and drawn when it comes, so that one that takes long keeps nothing
// else waiting; `of` is what a question must have in common with another to have its answer.
const sources = {
  places: { of: () => [], ask: (question, signal) => get("places", {}, signal) },
  list: {
    of: ({ chain, store, period }) => [chain, store, period],
    ask: async (question, signal) => {
      const { chain, store, period, search, sort, need, offset } = question;
      const page = await get("kiosks", { chain, store, period, search, sort, need, offset, limit: pageSize }, signal);
      return { ...page, offset, choice: choiceOf(question) };
    },
  },
  figures: {
    of: ({ chain, store, kiosk, period }) => [chain, store, kiosk, period],
    ask: async ({ chain, store, kiosk, period }, signal) => {
      const utcOffset = -new Date().getTimezoneOffset();
      if (!kiosk) {
        const trend = await get("trend", { chain, store, period, utc_offset: utcOffset }, signal);
        return { ...trend, trend, detail: null };
      }

      const detail = await get(`kiosks/${kiosk.map(encodeURIComponent).join("/")}`, { period, utc_offset: utcOffset }, signal);
      return { ...detail, detail };
    },
  },
  effect: {
    of: ({ chain, store, kiosk, period }) => [chain, store, kiosk, period],
    ask: (question, signal) => get("effect", scopeOf(question), signal),
  },
  steps: {
    of: ({ chain, store, kiosk, period }) => [chain, store, kiosk, period],
    ask: (question, signal) => get("steps", scopeOf(question), signal),
  },
  remedies: {
    of: (question) => Object.values(ofStore(question)),
    ask: (question, signal) => get("remedies", ofStore(question), signal),
  },
};

// Which kiosks of a part of the fleet are listed.
const choiceOf = ({ search, sort, need, offset }) => JSON.stringify([search, sort, need, offset]);

const isOf = (name, question, other) =>
  JSON.stringify(sources[name].of(question)) === JSON.stringify(sources[name].of(other));

const scopeOf = ({ chain, store, kiosk, period }) => kiosk
  ? { chain: kiosk[0], store: kiosk[1], kiosk: kiosk[2], period }
  : { chain, store, period };

async function get(path, parameters, signal) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== "" && value !== null));
  const response = await fetch(`api/${path}?${query}`, { signal, headers: { Accept: "application/json" } });
  const told = await answer(response);

  // Both times are the service's: the viewer's clock may be another.
  return told.as_of ? { ...told, age: Date.parse(response.headers.get("Date")) - Date.parse(told.as_of) } : told;
}

async function answer(response) {
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Error(problem.detail ?? `The service answered ${response.status}.`);
  }

  return response.status === 204 ? null : response.json();
}

function sentenceOf(error) {
  if (error.name === "TimeoutError") {
    return `The console service has not answered within ${patience / 1_000} seconds.`;
  }

  return error instanceof TypeError ? unreachable : error.message;
}

async function askFor(name) {
  asking.get(name)?.abort();
  const abort = new AbortController();
  asking.set(name, abort);
  const question = wanted();
  try {
    const found = await sources[name].ask(question, AbortSignal.any([abort.signal, AbortSignal.timeout(patience)]));
    if (abort.signal.aborted) {
      return;
    }

    if (name === "list" && question.offset > 0 && found.total <= question.offset) {
      // Fewer match than before: the page that was looked at is no more.
      state.offset = Math.max(0, Math.ceil(found.total / pageSize) - 1) * pageSize;
      askFor(name);
      return;
    }

    take(name, question, found);
    state.failures.delete(name);
  } catch (error) {
    if (abort.signal.aborted) {
      return;
    }

    state.failures.set(name, sentenceOf(error));
  }

  asking.delete(name);
  if (name === "figures") {
    answeredAt = performance.now();
  }

  draw();
  if (isStale) {
    refreshWhenStale();
  }
}

// Nobody should read the answer to one question below the heading of another: it is the figures that bring the next heading.
function take(name, question, found) {
  const { question: shown } = state;
  if (shown !== null && isOf(name, question, shown)) {
    state.answers[name] = found;
    return;
  }

  ahead[name] = { question, found };
  if (name === "figures" || shown === null) {
    state.answers = Object.fromEntries([
      ...Object.entries(state.answers).filter(([each]) => isOf(each, shown, question)),
      ...Object.entries(ahead).filter(([each, one]) => isOf(each, one.question, question)).map(([each, one]) => [each, one.found]),
    ]);
    state.question = question;
    ahead = {};
  }
}

function refresh() {
  Object.keys(sources).forEach((name) => askFor(name));
}

// Asks for what the viewer has changed, and says so at once: the answer may take a while.
function ask() {
  state.unsent = null;
  drawService();
  refresh();
  drawHeading();
}

// Asks for other kiosks of the same part of the fleet.
function askForList() {
  state.unsent = null;
  drawService();
  askFor("list");
  drawHeading();
}

// An answer on its way is never given up for a newer one: on a busy fleet none would ever come.
function refreshWhenStale() {
  isStale = asking.size > 0;
  if (waiting || isStale) {
    return;
  }

  const isOld = Object.values(state.answers).some(({ age }) => age > freshness[state.period] + 1_000);
  const rest = answeredAt + (isOld ? Math.min(soon, freshness[state.period]) : freshness[state.period]) - performance.now();
  waiting = setTimeout(() => {
    waiting = 0;
    if (asking.size > 0) {
      isStale = true;
    } else {
      refresh();
    }
  }, Math.max(0, rest));
}

function listen() {
  hangUp();
  const source = new EventSource("api/live");
  line = source;
  const wait = () => {
    clearTimeout(anew);
    anew = setTimeout(() => {
      lose();
      listen();
    }, longestSilence);
  };
  source.addEventListener("status", (event) => {
    const wasLost = state.live === "lost";
    state.service = JSON.parse(event.data);
    state.live = "live";
    wait();
    drawService();
    if (wasLost) {
      refresh(); // and what was asked for on the dead line is given up
    } else {
      refreshWhenStale();
    }
  });
  source.addEventListener("error", () => {
    lose();
    if (source.readyState === EventSource.CLOSED) {
      clearTimeout(anew);
      anew = setTimeout(listen, 5_000);
    }
  });
  wait();
}

function hangUp() {
  line?.close();
  clearTimeout(anew);
}

// A browser has six connections to a service, for all its tabs: one that nobody looks at leaves them to the others.
function followVisibility() {
  if (document.hidden) {
    hangUp();
    clearTimeout(waiting);
    waiting = 0;
    isStale = false;
    state.live = "connecting";
    drawService();
  } else {
    listen();
    refreshWhenStale();
  }
}

function lose() {
  state.live = "lost";
  drawService();
}

// ---- drawing ---------------------------------------------------------------------------------------------------

// What is pressed must still be there when it is let go, so nothing is drawn meanwhile.
let press = 0;
let isHeld = false;
let isDue = false;

function hold() {
  press++;
  isHeld = true;
}

function letGo() {
  if (!isHeld) {
    return;
  }

  // After the click, which the browser makes of where the pointer or the key went down and up.
  const mine = press;
  setTimeout(() => {
    if (mine === press) {
      isHeld = false;
      if (isDue) {
        draw();
      }
    }
  });
}

const titles = {
  causes: "What frustrates",
  shares: "Frustrated visits",
  outcomes: "How visits end",
  prompts: "Prompts shown",
  feedback: "Did you feel looked after?",
  steps: "Where it begins",
  effect: "Do prompts help?",
  remedies: "What is being done",
};

function draw() {
  isDue = isHeld;
  if (isHeld) {
    return;
  }

  const { places, figures } = state.answers;
  const isEmpty = places?.length === 0;
  byId("columns").hidden = isEmpty || state.question === null || (!places && asking.has("places"));
  byId("tiles").hidden = isEmpty;
  drawService();
  drawPlaces();
  drawHeading();
  drawWelcome(isEmpty);
  drawTiles();
  drawList();
  drawBox();
  if (!isEmpty) {
    drawCard("causes", figures, drawCauses);
    drawCard("shares", figures, drawShares);
    drawCard("outcomes", figures, drawOutcomes);
    drawCard("prompts", figures, drawPrompts);
    drawCard("feedback", figures, drawFeedback);
    drawCard("steps", state.answers.steps, drawSteps);
    drawCard("effect", state.answers.effect, drawEffect);
    drawCard("remedies", state.answers.remedies, drawRemedies);
  }

  fill(byId("foot"),
    h("p", {}, `Times are in ${words.zone}. Shares of fewer than ${words.fewestVisits} visits are not shown. `
      + "Kiosks send counts over at least 5 visits and nothing else about customers."),
    state.service && h("p", {}, `CareKiosk ${state.service.version} · since its start ${words.many(state.service.stored, "window")} stored, `
      + `${words.many(state.service.repeated, "repeat")} dropped, ${words.many(state.service.refused, "message")} refused`));
}

// A card whose answer has not come says so.
function drawCard(id, found, drawIt) {
  if (found) {
    drawIt(found);
  } else if (state.question !== null) {
    delete byId(id).dataset.place;
    fill(byId(id), h("div", { class: "card-head" }, h("h2", {}, titles[id])), h("p", { class: "none" },
      state.failures.get(id in sources ? id : "figures") ?? "Loading"));
  }
}

// Of all that is shown, the oldest answer's time; null before the first.
function asOf() {
  const times = Object.values(state.answers).filter((found) => found.as_of).map((found) => new Date(found.as_of));
  return times.length > 0 ? new Date(Math.min(...times)) : null;
}

function drawService() {
  const live = byId("live");
  const service = state.service;
  const trouble = service?.store ?? service?.broker;
  const kind = state.live === "live" && trouble ? "trouble" : state.live;
  const text = { connecting: "Connecting", live: "Live", lost: "Reconnecting", trouble: "Not receiving" }[kind];
  if (live.dataset.state !== kind) {
    live.dataset.state = kind;
    live.lastElementChild.textContent = text;
  }

  const [failure] = state.failures.values();
  const sentence = state.unsent ?? (state.live === "lost" || failure
    ? failure ?? "The connection to the console service is lost; it is being tried again."
    : trouble);
  const at = asOf();
  const banner = byId("banner");
  const isDated = at !== null && !state.unsent;
  const shown = sentence ? `${sentence} ${isDated}` : "";
  if (banner.dataset.shown !== shown) {
    banner.dataset.shown = shown; // a new time alone is not worth announcing
    fill(banner, sentence && h("p", { class: "banner" },
      h("strong", {}, sentence), " ", isDated && `What you see was stored by ${words.second(at, new Date())}.`));
  }
}

function drawPlaces() {
  const { places = [] } = state.answers;
  const chains = [...new Set(places.map((place) => place.chain))];
  const stores = places.filter((place) => place.chain === state.chain).map((place) => place.store);
  options(byId("chain"), "All chains", chains, state.chain);
  options(byId("store"), "All stores", stores, state.store);
  byId("store").disabled = state.chain === "";
}

function options(select, all, names, selected) {
  const known = [...select.options].map((option) => option.value);
  if (known.length !== names.length + 1 || names.some((name, index) => known[index + 1] !== name)) {
    select.replaceChildren(h("option", { value: "" }, all), ...names.map((name) => h("option", { value: name }, name)));
  }

  select.value = selected;
}

function drawHeading() {
  const { chain, store, kiosk, period } = state.question ?? wanted();
  const { list, figures } = state.answers;
  const detail = figures?.detail;
  const isAsked = (asking.has("figures") && (state.question === null || !isOf("figures", state.question, wanted())))
    || (asking.has("list") && list !== undefined && list.choice !== choiceOf(wanted()));
  const at = asOf();
  byId("page").setAttribute("aria-busy", String(isAsked));
  const title = kiosk ? kiosk[2] : store || chain || "All kiosks";
  document.title = `${title} · CareKiosk fleet`;
  fill(byId("scope"), kiosk
    ? [h("a", { href: "#/", "data-key": "back" }, "All kiosks"),
        h("span", { class: "crumb" }, ` / ${kiosk[0]} / ${kiosk[1]} / `), kiosk[2]]
    : title,
    detail && statusChip(detail.summary));
  fill(byId("as-of"), isAsked || at === null
    ? "Loading"
    : `Last ${words.periods[period].name}, as of ${words.second(at, new Date())}`);
}

function drawWelcome(empty) {
  const welcome = byId("welcome");
  welcome.hidden = !empty;
  if (empty) {
    fill(welcome,
      h("h2", {}, "No kiosk has reported yet"),
      h("p", {}, "A kiosk appears here as soon as it connects to the broker this service listens to."),
      h("ol", {},
        h("li", {}, "On the kiosk, set its chain, store and name and the address of the broker."),
        h("li", {}, "Start it; its state arrives within seconds."),
        h("li", {}, "Figures follow with its first window, once at least 5 visits have ended.")),
      h("p", { class: "muted" }, "No kiosk at hand? ", h("code", {}, "./carekiosk demo"), " starts one with a few visits."));
  }
}

function drawTiles() {
  const tiles = byId("tiles");
  const { figures, list } = state.answers;
  const { trend, detail } = figures ?? {};
  if (!trend) {
    fill(tiles, Array.from({ length: 6 }, () => h("div", { class: "tile loading" })));
    return;
  }

  const now = trend.total;
  const before = trend.before;
  const answers = words.total(now.feedback);
  const answersBefore = words.total(before.feedback);
  fill(tiles,
    detail ? boxTile(detail.summary) : list ? kiosksTile(list) : h("div", { class: "tile loading" }),
    tile("Visits", words.count(now.visits), before.visits >= words.fewestVisits
      ? h("span", {}, `${signed((now.visits / before.visits - 1) * 100, "%")} on ${words.periods[state.question.period].before}`)
      : "No earlier period to compare"),
    shareTile("Frustrated", "of visits", now.frustrated, now.visits, before.frustrated, before.visits, -1),
    shareTile("Calmed again", "of frustrated visits", now.calmed, now.frustrated, before.calmed, before.frustrated, 1),
    shareTile("Completed", "of visits", now.outcomes.completed, now.visits, before.outcomes.completed, before.visits, 1),
    tile("Felt looked after",
      answers >= words.fewestVisits ? [words.decimal(mean(now.feedback)), h("small", {}, " of 5")] : "–",
      answers < words.fewestVisits
        ? `${words.count(answers)} answers, not enough yet`
        : answersBefore < words.fewestVisits
          ? `${words.count(answers)} answers`
          : `${signed(mean(now.feedback) - mean(before.feedback))} · ${words.count(answers)} answers`));
}

function tile(name, value, note) {
  return h("div", { class: "tile" }, h("h2", {}, name), h("p", { class: "value" }, value), h("p", { class: "note" }, note));
}

function kiosksTile(page) {
  const all = words.total(page.statuses);
  const notes = [
    page.needs.lost && `${words.count(page.needs.lost)} lost`,
    page.needs.fault && `${words.count(page.needs.fault)} with a fault`,
  ].filter(Boolean);
  return tile("Kiosks online",
    [words.count(page.statuses.online ?? 0), h("small", {}, ` of ${words.count(all)}`)],
    notes.length > 0 ? h("span", { class: "bad" }, notes.join(", ")) : "None lost, no faults");
}

function boxTile(kiosk) {
  return tile("Last seen", words.ago(new Date(kiosk.last_seen), new Date()),
    `${words.statuses[kiosk.status]} since ${words.moment(new Date(kiosk.status_since))}`);
}

function shareTile(name, of, part, whole, partBefore, wholeBefore, better) {
  if (whole < words.fewestVisits) {
    return tile(name, "–", `${words.count(part)} ${of.replace("of", `of ${words.count(whole)}`)}, not enough yet`);
  }

  const points = (part / whole - partBefore / wholeBefore) * 100;
  const clear = words.differs(part, whole, partBefore, wholeBefore);
  const note = wholeBefore < words.fewestVisits
    ? `${words.count(part)} ${of.replace("of", `of ${words.count(whole)}`)}`
    : clear
      ? [h("span", { class: Math.sign(points) === better ? "good" : "bad" }, `${signed(points)} points`),
          ` on ${words.periods[state.question.period].before}`]
      : "No clear change";
  return tile(name, words.percent(part / whole), note);
}

const mean = (feedback) =>
  Object.entries(feedback).reduce((sum, [score, number]) => sum + score * number, 0) / words.total(feedback);

function signed(number, unit = "") {
  const text = words.decimal(Math.abs(number));
  const sign = Number(text) === 0 ? "±" : number > 0 ? "+" : "−";
  return `${sign}${text}${unit ? ` ${unit}` : ""}`;
}

function drawList() {
  const { list } = state.answers;
  byId("kiosks").setAttribute("aria-busy", String(asking.has("list")));
  if (!list) {
    fill(byId("kiosks"), h("li", { class: "none" }, state.failures.get("list") ?? "Loading"));
    return;
  }

  const inScope = words.total(list.statuses);
  const number = list.total === inScope ? words.count(inScope) : `${words.count(list.total)} of ${words.count(inScope)}`;
  fill(byId("list-count"), number, h("span", { class: "visually-hidden" }, " kiosks"));
  fill(byId("needs"), Object.entries(words.needs).map(([need, name]) => h("button", {
    type: "button", class: `chip need-${need}`, "data-key": `need-${need}`, "aria-pressed": String(state.need === need),
    "aria-disabled": !list.needs[need] && state.need !== need ? "true" : null,
    onclick: (event) => {
      if (isPossible(event)) {
        state.need = state.need === need ? "" : need;
        state.offset = 0;
        askForList();
      }
    },
  }, name, h("span", { class: "chip-count" }, words.count(list.needs[need] ?? 0)))));

  const now = new Date();
  fill(byId("kiosks"), list.kiosks.length === 0
    ? h("li", { class: "none" }, "No kiosk matches. Clear the search or the filter to see all.")
    : list.kiosks.map((kiosk) => kioskRow(kiosk, now)));

  const last = Math.min(list.total, list.offset + list.kiosks.length);
  const turn = (name, key, by, possible) => h("button", {
    type: "button", "data-key": key, "aria-disabled": possible ? null : "true",
    onclick: (event) => {
      if (isPossible(event)) {
        state.offset = Math.max(0, state.answers.list.offset + by);
        askForList();
        byId("list-title").scrollIntoView({ block: "nearest" });
      }
    },
  }, name);
  fill(byId("pager"), list.total > pageSize && [
    turn("Previous", "previous", -pageSize, list.offset > 0),
    h("span", {}, `${words.count(list.offset + 1)}–${words.count(last)} of ${words.count(list.total)}`),
    turn("Next", "next", pageSize, last < list.total),
  ]);
}

// A button that does nothing for now keeps the focus, which one that is disabled would lose.
const isPossible = (event) => event.currentTarget.getAttribute("aria-disabled") !== "true";

function kioskRow(kiosk, now) {
  const path = [kiosk.chain, kiosk.store, kiosk.kiosk];
  const current = state.question.kiosk?.join("/") === path.join("/");
  const { visits, frustrated } = kiosk.tally;
  const enough = visits >= words.fewestVisits;
  return h("li", {}, h("a", {
    class: "kiosk", title: path.join(" / "), href: `#/${path.map(encodeURIComponent).join("/")}`,
    "data-key": path.join("/"), "aria-current": current ? "true" : null,
  },
    h("span", { class: `status status-${kiosk.status}`, title: words.statuses[kiosk.status] }),
    h("span", { class: "name" }, h("strong", {}, kiosk.kiosk), h("span", { class: "muted" }, `${kiosk.store} · ${kiosk.chain}`)),
    h("span", { class: "why" }, reason(kiosk), h("span", { class: "muted" }, seen(kiosk, now))),
    h("span", { class: "share" },
      enough ? words.percent(frustrated / visits) : "–",
      h("span", { class: "muted" }, enough ? "frustrated" : visits > 0 ? `${words.count(visits)} visits` : "no visits"))));
}

function reason(kiosk) {
  switch (kiosk.need) {
    case "lost": return h("span", { class: "tag need-lost" }, words.statuses[kiosk.status]);
    case "fault": return h("span", { class: "tag need-fault" }, words.plain(kiosk.faults[0])
      + (kiosk.faults.length > 1 ? ` +${kiosk.faults.length - 1}` : ""));
    case "frustration": return h("span", { class: "tag need-frustration" }, "Frustration");
    case "backlog": return h("span", { class: "tag need-backlog" }, `${words.many(kiosk.outbox_windows, "window")} wait`);
    default: return h("span", { class: "muted" }, words.statuses[kiosk.status]);
  }
}

const seen = (kiosk, now) => words.ago(new Date(kiosk.last_seen), now);

const statusChip = (kiosk) => h("span", { class: "chip-status" },
  h("span", { class: `status status-${kiosk.status}`, "aria-hidden": "true" }), words.statuses[kiosk.status]);

// What the program beside the worker saw; sums over visits, never one visit's.
function witnessed({ complete, unclaimed_seconds }, sums) {
  const seen = sums?.witness;
  const at = sums && new Date(sums.at);
  return [
    seen
      ? `The privacy witness saw from ${words.moment(new Date(at - seen.seconds * 1000))} to ${words.moment(at)}: `
        + `camera open ${words.span(seen.camera_open_seconds)}, microphone open ${words.span(seen.microphone_open_seconds)}, `
        + `${words.bytes(seen.sent_bytes)} sent.`
      : "What the privacy witness saw is told when enough visits went into it.",
    unclaimed_seconds > 0 && `One was open for ${words.span(unclaimed_seconds)} while the kiosk said that it was closed.`,
    !complete && "It cannot see every device.",
  ].filter(Boolean).join(" ");
}

function drawBox() {
  const box = byId("box");
  const detail = state.answers.figures?.detail;
  box.hidden = !detail;
  if (!detail) {
    return;
  }

  const { health, faults, summary } = detail;
  const facts = [
    ["Software", summary.software ?? "–"],
    ["Windows waiting", summary.outbox_windows === null ? "–" : words.count(summary.outbox_windows)],
    ["Running for", health ? words.duration(health.uptime_seconds) : "–"],
    ["Memory", health ? `${words.count(health.resident_mb)} MB` : "–"],
    ["Processor", health?.cpu_temperature_celsius ? `${words.decimal(health.cpu_temperature_celsius)} °C` : "–"],
  ];
  const sums = health?.sums;
  if (sums && sums.uptime_seconds >= 3_600) {
    facts.push(["Written to its card", `${words.bytes(sums.written_bytes * 86_400 / sums.uptime_seconds)} a day`]);
  }

  const models = Object.entries(health?.models ?? {});
  fill(box,
    h("div", { class: "card-head" }, h("h2", {}, "The box"),
      h("p", { class: "muted" }, health ? `measured ${words.ago(new Date(health.at), new Date())}` : "no health report yet")),
    h("dl", { class: "facts" }, facts.map(([term, text]) => h("div", {}, h("dt", {}, term), h("dd", {}, text)))),
    models.length > 0 && h("p", { class: "muted" },
      `Models: ${models.map(([name, version]) => `${words.plain(name).toLowerCase()} ${version}`).join(", ")}`),
    health?.witness && h("p", { class: "muted" }, witnessed(health.witness, sums)),
    faults.length === 0
      ? h("p", { class: "muted" }, "No fault stands, and none ended in this period.")
      : h("ul", { class: "faults" }, faults.map((fault) => h("li", { class: fault.cleared_at ? "past" : "standing" },
        h("strong", {}, words.plain(fault.fault)),
        h("span", { class: "muted" }, fault.cleared_at
          ? `${words.moment(new Date(fault.raised_at))} to ${words.moment(new Date(fault.cleared_at))}`
          : `since ${words.moment(new Date(fault.raised_at))}`),
        fault.detail && h("span", { class: "detail" }, fault.detail)))),
    detail.fault_count > faults.length && h("p", { class: "after" },
      `${words.count(faults.length)} of ${words.count(detail.fault_count)} faults: those that stand, then the newest.`));
}

function figure(id, { title, note, empty, chart, legend, columns, rows, extra }) {
  const card = byId(id);
  const asTable = state.tables.has(id);
  fill(card,
    h("div", { class: "card-head" }, h("h2", {}, title), note && h("p", { class: "muted" }, note),
      !empty && h("button", {
        type: "button", class: "quiet", "data-key": `table-${id}`, "aria-pressed": String(asTable),
        onclick: () => {
          state.tables[asTable ? "delete" : "add"](id);
          draw();
        },
      }, "Table", h("span", { class: "visually-hidden" }, ` of ${title}`))),
    empty && h("p", { class: "none" }, empty),
    !empty && asTable && h("div", {
      class: "table", role: "region", tabindex: "0", "data-key": `region-${id}`, "aria-label": `${title}, table`,
    },
      h("table", {},
        h("thead", {}, h("tr", {}, columns.map((column) => h("th", { scope: "col" }, column)))),
        h("tbody", {}, rows.map(([first, ...rest]) => h("tr", {},
          h("th", { scope: "row" }, first), rest.map((cell) => h("td", {}, cell))))))),
    !empty && !asTable && [chart(Math.max(240, card.clientWidth - 40)), legend],
    extra);
}

const noWindows = () => "No window has closed in this period. A kiosk sends one once at least 5 visits have ended.";

const legend = (entries) => h("ul", { class: "legend" }, entries.map(([name, label, text]) => h("li", {},
  h("span", { class: `swatch back-${name}` }), label, text && h("span", { class: "muted" }, text))));

function parts() {
  const { parts: all, part_seconds: seconds } = state.answers.figures.trend;
  return {
    all,
    ticks: all.map((part) => words.tick(new Date(part.start), seconds)),
    names: all.map((part) => words.part(new Date(part.start), seconds)),
  };
}

// The names of a kind that occur, most frequent first, with their counts over the period.
const occurring = (labels, counts) => Object.entries(labels)
  .map(([name, label]) => ({ name, label, count: counts[name] ?? 0 }))
  .filter((one) => one.count > 0)
  .sort((one, other) => other.count - one.count);

function drawCauses() {
  const { total } = state.answers.figures.trend;
  const { all, ticks, names } = parts();
  const found = occurring(words.causes, total.causes);
  figure("causes", {
    title: titles.causes,
    note: total.frustrated > 0 && `${words.count(total.frustrated)} frustrated visits by main cause`,
    empty: total.visits === 0 ? noWindows() : found.length === 0 && "No visit was frustrated in this period.",
    chart: (width) => stackedBars({
      width, ticks, format: words.count,
      label: `Frustrated visits by main cause over the last ${words.periods[state.question.period].name}: `
        + found.map((one) => `${one.label} ${words.count(one.count)}`).join(", "),
      series: found.map((one) => ({ ...one, values: all.map((part) => part.tally.causes[one.name]) })),
      tips: all.map((part, index) => [names[index], [
        ...found.filter((one) => part.tally.causes[one.name] > 0)
          .map((one) => [one.name, one.label, words.count(part.tally.causes[one.name])]),
        [null, "Visits", words.count(part.tally.visits)],
      ]]),
    }),
    legend: legend(found.map((one) => [one.name, one.label, words.percent(one.count / total.frustrated)])),
    columns: ["From", ...found.map((one) => one.label), "Frustrated", "Visits"],
    rows: all.map((part, index) => [names[index], ...found.map((one) => words.count(part.tally.causes[one.name])),
      words.count(part.tally.frustrated), words.count(part.tally.visits)]),
  });
}

function drawShares() {
  const { total } = state.answers.figures.trend;
  const { all, ticks, names } = parts();
  const share = (part, whole) => whole >= words.fewestVisits ? part / whole : null;
  const frustrated = all.map(({ tally }) => share(tally.frustrated, tally.visits));
  const text = (value) => value === null ? "not enough yet" : words.percent(value);
  figure("shares", {
    title: titles.shares,
    note: "share of all visits",
    empty: total.visits === 0 ? noWindows()
      : frustrated.every((value) => value === null) && `Not enough yet: each point needs ${words.fewestVisits} visits.`,
    chart: (width) => shareLine({
      width, ticks, format: (value) => `${Math.round(value * 1000) / 10} %`,
      label: `Share of frustrated visits over the last ${words.periods[state.question.period].name}, `
        + `${words.percent(total.frustrated / total.visits)} in all`,
      series: [{ name: "frustrated", label: "Frustrated", values: frustrated }],
      tips: all.map((part, index) => [names[index], [
        ["frustrated", "Frustrated", text(frustrated[index])],
        [null, "Visits", words.count(part.tally.visits)],
      ]]),
    }),
    extra: total.visits >= words.fewestVisits && h("p", { class: "after" },
      h("strong", {}, words.percent(total.frustrated / total.visits)), " over the whole period."),
    columns: ["From", "Frustrated", "Visits"],
    rows: all.map((part, index) => [names[index], text(frustrated[index]), words.count(part.tally.visits)]),
  });
}

function drawOutcomes() {
  const { total } = state.answers.figures.trend;
  const { all, ticks, names } = parts();
  const found = Object.entries(words.outcomes).map(([name, label]) => ({ name, label, count: total.outcomes[name] }))
    .filter((one) => one.count > 0);
  figure("outcomes", {
    title: titles.outcomes,
    note: total.visits > 0 && `${words.count(total.staff_calls)} calls for a person`,
    empty: total.visits === 0 && noWindows(),
    chart: (width) => stackedBars({
      width, ticks, format: words.count,
      label: `Visits by how they end over the last ${words.periods[state.question.period].name}: `
        + found.map((one) => `${one.label} ${words.count(one.count)}`).join(", "),
      series: found.map((one) => ({ ...one, values: all.map((part) => part.tally.outcomes[one.name]) })),
      tips: all.map((part, index) => [names[index], [
        ...found.map((one) => [one.name, one.label, words.count(part.tally.outcomes[one.name])]),
        [null, "Calls for a person", words.count(part.tally.staff_calls)],
      ]]),
    }),
    legend: legend(found.map((one) => [one.name, one.label, words.percent(one.count / total.visits)])),
    columns: ["From", ...found.map((one) => one.label), "Calls for a person"],
    rows: all.map((part, index) => [names[index], ...found.map((one) => words.count(part.tally.outcomes[one.name])),
      words.count(part.tally.staff_calls)]),
  });
}

function drawPrompts() {
  const { total } = state.answers.figures.trend;
  const shown = words.total(total.prompts);
  bars("prompts", {
    title: titles.prompts,
    note: shown > 0 && words.count(shown),
    empty: total.visits === 0 ? noWindows() : shown === 0 && "No prompt was shown in this period.",
    rows: occurring(words.prompts, total.prompts).map((one) => [one.label, one.count, "prompt"]),
    after: shown > 0 && (total.frustrated >= words.fewestVisits
      ? [h("strong", {}, words.percent(total.calmed / total.frustrated)),
          ` of frustrated visits calmed again (${words.count(total.calmed)} of ${words.count(total.frustrated)}). `
          + "Below is what each first answer did."]
      : `Calmed again: ${words.count(total.calmed)} of ${words.count(total.frustrated)} frustrated visits, not enough yet.`),
  });
}

function drawFeedback() {
  const { total } = state.answers.figures.trend;
  const answers = words.total(total.feedback);
  bars("feedback", {
    title: titles.feedback,
    note: answers > 0 && `${words.count(answers)} answers`,
    empty: answers === 0 && "No customer has answered in this period.",
    rows: [5, 4, 3, 2, 1].map((score) => [`${score}`, total.feedback[score], "feedback"]),
    after: answers > 0 && `${words.percent(answers / total.visits)} of visits answered. ${noticed(total)}`,
  });
}

// How far the kiosks' estimate and the customers' own word agree.
function noticed({ feedback, feedback_frustrated: troubled }) {
  const sum = (counts, ...scores) => scores.reduce((all, score) => all + counts[score], 0);
  const [low, high] = [sum(feedback, 1, 2), sum(feedback, 4, 5)];
  const share = (part, whole) => whole >= words.fewestVisits ? words.percent(part / whole) : "not enough yet";
  return "The kiosks had noticed trouble before the answer: with 1 or 2 "
    + `${share(sum(troubled, 1, 2), low)}, with 4 or 5 ${share(sum(troubled, 4, 5), high)}. `
    + "The customer screen asks only after a prompt, so this says little of trouble that no kiosk noticed.";
}

const between = ({ low, high }) => `${words.percent(low)} to ${words.percent(high)}`;

// Which step of which version of the kiosk app frustrates.
function drawSteps({ fewest_visits: fewest, steps, total }) {
  fill(byId("steps"),
    h("div", { class: "card-head" }, h("h2", {}, titles.steps),
      h("p", { class: "muted" }, "steps of the kiosk app at which visits became frustrated")),
    steps.length === 0
      ? h("p", { class: "none" }, "No app has told its steps in this period.")
      : h("div", {
          class: "table", role: "region", tabindex: "0", "data-key": "region-steps", "aria-label": "Steps of the kiosk app, table",
        },
          h("table", {},
            h("thead", {}, h("tr", {}, ["Step", "App version", "Visits", "Became frustrated"]
              .map((column) => h("th", { scope: "col" }, column)))),
            h("tbody", {}, steps.map((step) => h("tr", {},
              h("th", { scope: "row" }, words.plain(step.step)),
              h("td", {}, step.app_version),
              h("td", {}, words.count(step.visits)),
              h("td", {}, step.share
                ? `${words.percent(step.share.estimate)} (${between(step.share)})`
                : `${words.count(step.frustrated)}, too few visits for a share`)))))),
    steps.length > 0 && h("p", { class: "after" }, `A share needs ${fewest} visits; in brackets its 95 % interval. `
      + "“Other” is what fewer visits touched than may be told."
      + (total > steps.length ? ` ${shownOf(steps.length, total)}` : "")));
}

// Says that there are more, and how to see them where that is possible.
function shownOf(shown, total) {
  const { chain, store, kiosk } = state.question;
  const narrower = kiosk || store ? "" : chain ? "; choose a store to see others" : "; choose a chain or a store to see others";
  return `${words.count(shown)} of ${words.count(total)} are shown${narrower}.`;
}

// Only shares with an interval that says where the truth may lie; else how much is missing.
function drawEffect({ answered, control, lift, fewest_visits: fewest, answers, compared }) {
  const points = (share) => `${signed(share * 100)} points`;
  const table = h("div", {
    class: "table", role: "region", tabindex: "0", "data-key": "region-effect", "aria-label": "First answers, table",
  },
    h("table", {},
      h("thead", {}, h("tr", {}, ["First answer", "Visits", "Went well", "Were it given to all"]
        .map((column) => h("th", { scope: "col" }, column)))),
      h("tbody", {}, answers.map((answer) => h("tr", {},
        h("th", { scope: "row" }, words.prompts[answer.strategy] ?? words.plain(answer.strategy)),
        h("td", {}, words.count(answer.visits)),
        h("td", {}, words.count(answer.well)),
        h("td", {}, answer.for_all
          ? `${words.percent(answer.for_all.estimate)} (${between(answer.for_all)})`
          : "not enough yet"))))));
  fill(byId("effect"),
    h("div", { class: "card-head" }, h("h2", {}, titles.effect),
      h("p", { class: "muted" }, "frustrated visits completed without a person")),
    answered.visits + control.visits === 0
      ? h("p", { class: "none" }, "No frustrated visit has been told of in this period.")
      : [
          h("p", { class: "after" }, lift
            ? [h("strong", {}, points(lift.estimate)), ` with prompts (95 % interval ${points(lift.low)} to ${points(lift.high)}). `,
                lift.low > 0 ? "Prompts help." : lift.high < 0 ? "Prompts harm: look at the answers." : "No clear effect."]
            : `Not enough yet: each group needs ${fewest} visits, at kiosks that have both.`,
          compared.kiosks > 0 && ` Each kiosk is compared with itself. At ${words.many(compared.kiosks, "kiosk")} with visits of both `
            + `kinds ${words.count(compared.answered.well)} of ${words.count(compared.answered.visits)} went well with prompts, and `
            + `${words.count(compared.control.well)} of ${words.count(compared.control.visits)} that were drawn to get none.`),
          answers.length > 0 && table,
        ]);
}

const frustratedBy = (count) => count.visits >= words.fewestVisits
  ? words.percent(count.frustrated / count.visits)
  : "not enough visits";

function drawRemedies({ total, remedies }) {
  const { chain, store } = ofStore(state.question);
  const card = byId("remedies");
  const place = `${chain}/${store}`;
  if (card.dataset.place !== place) {
    // Made once for each place, so that nothing which somebody is writing is drawn over.
    card.dataset.place = place;
    fill(card,
      h("div", { class: "card-head" }, h("h2", {}, titles.remedies),
        h("p", { class: "muted" }, "a cause, an action, and what became of it")),
      h("div", { id: "remedy-list" }),
      chain && store ? remedyForm(chain, store) : h("p", { class: "after" }, "Choose a store to note what is done there."));
  }

  fill(byId("remedy-list"),
    remedies.length === 0 && h("p", { class: "none" }, "Nothing has been noted yet."),
    remedies.length > 0 && h("ul", { class: "faults" }, remedies.map((remedy) => h("li", {
      class: remedy.closed ? "past" : "standing",
    },
      h("strong", {}, words.causes[remedy.cause]),
      h("span", { class: "muted" }, `${remedy.store} · ${remedy.chain} · since ${words.moment(new Date(remedy.begun))}`),
      h("span", { class: "detail" }, remedy.action),
      h("span", { class: "detail" }, remedy.closed
        ? `Closed ${words.moment(new Date(remedy.closed))}. Of visits: ${frustratedBy(remedy.before)} the week before, `
          + `${frustratedBy(remedy.after)} the week after.`
        : `Of visits the week before: ${frustratedBy(remedy.before)}.`),
      !remedy.closed && h("button", {
        type: "button", class: "quiet", "data-key": `close-${remedy.id}`,
        onclick: () => send(`remedies/${remedy.id}/close`, {}, "It was not closed."),
      }, "Close", h("span", { class: "visually-hidden" }, ` ${words.causes[remedy.cause]}: ${remedy.action}`))))),
    total > remedies.length && h("p", { class: "after" }, shownOf(remedies.length, total)));
}

function remedyForm(chain, store) {
  let isSending = false;
  return h("form", {
    class: "list-tools", name: "remedy", "data-place": `${chain}/${store}`, onsubmit: async (event) => {
      event.preventDefault();
      const form = event.target;
      const { cause, action } = form.elements;
      if (isSending) {
        return; // pressed twice
      }

      isSending = true;
      const body = { chain, store, cause: cause.value, action: action.value };
      if (await send("remedies", body, "It was not noted.")) {
        form.reset();
      }

      isSending = false;
    },
  },
    h("label", { class: "field" }, h("span", { class: "visually-hidden" }, "Cause"),
      h("select", { name: "cause", "data-key": "remedy-cause" }, Object.entries(words.causes)
        .map(([name, label]) => h("option", { value: name }, label)))),
    h("label", { class: "field grow" }, h("span", { class: "visually-hidden" }, "What is done about it"),
      h("input", {
        type: "text", name: "action", maxlength: "200", required: true, autocomplete: "off",
        pattern: ".*\\S.*", title: "A few words, not spaces alone",
        placeholder: "What is done about it", "data-key": "remedy-action",
      })),
    h("button", { type: "submit", class: "quiet", "data-key": "remedy-add" }, "Note it"));
}

// Whether it is stored. What went wrong is told until the viewer does something else; a refresh that goes well does not hide it.
async function send(path, body, lost) {
  try {
    await answer(await fetch(`api/${path}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
      signal: AbortSignal.timeout(patience),
    }));
    state.unsent = null;
  } catch (error) {
    state.unsent = `${lost} ${sentenceOf(error)}`;
  }

  drawService();
  refresh();
  return state.unsent === null;
}

function bars(id, { title, note, empty, rows, after }) {
  const most = Math.max(...rows.map(([, number]) => number), 1);
  fill(byId(id),
    h("div", { class: "card-head" }, h("h2", {}, title), note && h("p", { class: "muted" }, note)),
    empty && h("p", { class: "none" }, empty),
    !empty && h("table", { class: "bars" }, h("tbody", {}, rows.map(([label, number, kind]) => h("tr", {},
      h("th", { scope: "row" }, label),
      h("td", { class: "track" }, h("svg", { class: "bar-line", width: "100%", height: "10", "aria-hidden": "true" },
        h("rect", { class: `fill-${kind}`, width: `${Math.max(0.5, number / most * 100)}%`, height: "10", rx: "3" }))),
      h("td", {}, words.count(number)))))),
    after && h("p", { class: "after" }, after));
}

// ---- what the viewer does --------------------------------------------------------------------------------------

// An address that was damaged on its way names no kiosk.
function levelsOf(hash) {
  try {
    return hash.replace(/^#\/?/, "").split("/").filter(Boolean).map(decodeURIComponent);
  } catch {
    return [];
  }
}

function followAddress() {
  const levels = levelsOf(location.hash);
  const kiosk = levels.length === 3 ? levels : null;
  if (kiosk?.join("/") !== state.kiosk?.join("/")) {
    state.kiosk = kiosk;
    if (kiosk) {
      byId("scope").scrollIntoView({ block: "nearest" });
    }
  }

  ask();
}

function leaveKiosk() {
  if (state.kiosk) {
    state.kiosk = null;
    history.pushState(null, "", "#/");
  }
}

byId("chain").addEventListener("change", (event) => {
  leaveKiosk();
  Object.assign(state, { chain: event.target.value, store: "", offset: 0 });
  ask();
});
byId("store").addEventListener("change", (event) => {
  leaveKiosk();
  Object.assign(state, { store: event.target.value, offset: 0 });
  ask();
});
byId("filters").addEventListener("change", (event) => {
  if (event.target.name === "period") {
    state.period = event.target.value;
    ask();
  }
});
byId("search").addEventListener("input", (event) => {
  Object.assign(state, { search: event.target.value, offset: 0 });
  askForList();
});
byId("sort").addEventListener("change", (event) => {
  Object.assign(state, { sort: event.target.value, offset: 0 });
  askForList();
});
// A hash is a level of the fleet here, so the link's own would lead out of a kiosk's page.
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("scope").focus();
});
for (const form of [byId("filters"), byId("list-tools")]) {
  form.addEventListener("submit", (event) => event.preventDefault());
}

addEventListener("hashchange", followAddress);
let drawnWidth = innerWidth;
addEventListener("resize", () => {
  if (innerWidth !== drawnWidth) {
    drawnWidth = innerWidth;
    requestAnimationFrame(draw);
  }
});
setInterval(draw, 30_000);

addEventListener("pointerdown", (event) => {
  if (event.isPrimary && event.button === 0) {
    hold();
  }
});
addEventListener("keydown", hold);
for (const name of ["pointerup", "pointercancel", "keyup", "change", "blur"]) {
  addEventListener(name, letGo);
}
addEventListener("pointermove", (event) => {
  if (event.buttons === 0) {
    letGo(); // it went up over a list of the browser's own, which tells nobody
  }
});

document.addEventListener("visibilitychange", followVisibility);

draw();
followAddress();
if (!document.hidden) {
  listen();
}
