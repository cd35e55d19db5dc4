// Draws what flow.js says, from the templates of the page. Keeps nothing: a screen that goes takes its content along.
import { askSeconds, mayLeave, view } from "./flow.js";

const FORM = [5, 6, 5, 6];
const UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ";
const LOWER = "abcdefghijkmnopqrstuvwxyz";
const SIGNS = {
  starting: ["wait", ""],
  waiting: ["wait", "watch"],
  not_open: ["wait", ""],
  closed: ["lock", ""],
  locked: ["lock", "watch"],
  printer: ["print", "watch"],
  claiming: ["card", ""],
  refused: ["stop", "bad"],
  released: ["card", ""],
  pending: ["help", "watch"],
  broken: ["stop", "bad"],
  done: ["ok", "good"],
};
const STEPS = { seal: ["recheck", "encrypt"], send: ["send", "reclaim"], print: ["print", "finish", "finished"] };
const SETTLE_MS = 400; // the second tap of a double tap must not answer the next screen

const main = document.getElementById("layar");
const note = document.getElementById("kabar");
const library = Object.fromEntries(
  [...document.querySelectorAll("template[data-screen]")].map((one) => [one.dataset.screen, one.content]),
);
const sentences = Object.fromEntries(
  [...document.getElementById("kata").content.querySelectorAll("[data-word]")].map((one) => [
    one.dataset.word,
    one.textContent,
  ]),
);
let drawn = "";
let settling = 0;
let counting = 0;

export function word(key, values = {}) {
  return (sentences[key] ?? "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

const known = (key) => key in sentences;

/** The words of a message: of its kind, or the general ones. */
function message({ screen, kind }, part, fallback = "") {
  const [first, second] = kind.split(".");
  const keys = [`${screen}.${kind}.${part}`, `${screen}.${first}.${part}`, `${screen}.${second}.${part}`];
  const found = [...keys, `${screen}.other.${part}`, `${screen}.${part}`].find(known);
  if (screen === "refused" && !known(keys[0])) return part === "text" && fallback ? fallback : word(found);
  return found ? word(found) : "";
}

/** Brings the page to `state`; true when the screen is another one than before. */
export function show(state) {
  const now = view(state);
  const key = `${now.screen}|${now.kind}|${state.run}`;
  const changed = key !== drawn;
  if (changed) {
    drawn = key;
    replace(now, state);
  }
  update(now, state);
  return changed;
}

function replace(now, state) {
  clearInterval(counting);
  const draw = DRAW[now.screen] ?? drawMessage;
  const section = draw(now, state);
  main.replaceChildren(section);
  document.body.dataset.screen = now.screen;
  settle();
}

function settle() {
  clearTimeout(settling);
  const buttons = [...main.querySelectorAll("button:not([disabled])")];
  for (const one of buttons) one.disabled = true;
  main.dataset.settling = "";
  main.focus({ preventScroll: true });
  settling = setTimeout(() => {
    for (const one of buttons) one.disabled = false;
    delete main.dataset.settling;
    if (document.activeElement === main || document.activeElement === document.body) {
      (main.querySelector("input,[data-default]:not([hidden])") ?? main).focus({ preventScroll: true });
    }
  }, SETTLE_MS);
}

export const isSettling = () => "settling" in main.dataset;

// --- one screen each

function copy(name, texts = {}) {
  const section = library[name].cloneNode(true).firstElementChild;
  for (const slot of section.querySelectorAll("[data-text]")) slot.textContent = texts[slot.dataset.text] ?? "";
  return section;
}

function sign(section, name) {
  const picture = library.signs.querySelector(`[data-name=${name}]`).firstElementChild.cloneNode(true);
  section.querySelector("[data-sign]").append(picture);
}

function drawMessage(now, state) {
  const title = message(now, "title");
  const section = copy("message", { title, text: message(now, "text", state.message) });
  const [name, tone] = SIGNS[now.screen];
  sign(section, name);
  section.classList.add(tone || "plain");
  section.querySelector("[data-act=home]").hidden = !["refused", "released"].includes(now.screen);
  section.querySelector("[data-act=leave]").hidden = !(now.screen === "printer" && mayLeave(state));
  return section;
}

function drawDone() {
  const section = copy("done");
  sign(section, "ok");
  return section;
}

function drawKeypad() {
  const section = copy("keypad");
  const pad = section.querySelector("[data-pad]");
  pad.append(row("figures", "123456789"), row("upper", UPPER), row("lower", LOWER));
  return section;
}

function row(name, letters) {
  const group = document.createElement("div");
  group.className = `keys ${name}`;
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", word(name));
  for (const char of letters) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", textContent: char });
    button.dataset.char = char;
    group.append(button);
  }
  return group;
}

function drawChoices(_now, { station }) {
  const section = copy("choices");
  const cards = section.querySelector("[data-cards]");
  cards.dataset.many = station.candidates.length;
  station.candidates.forEach((candidate, index) => {
    const button = candidateCard(candidate);
    button.dataset.place = index + Number(station.blank);
    button.dataset.number = candidate.number;
    button.setAttribute("aria-label", word("number", candidate));
    cards.append(button);
  });
  const empty = section.querySelector(".empty");
  empty.hidden = !station.blank;
  empty.dataset.number = 0;
  if (!station.blank) empty.remove();
  return section;
}

function candidateCard({ number, name, photo }) {
  const button = copy("candidate", { number, name });
  if (photo) {
    const image = new Image();
    image.alt = "";
    image.draggable = false;
    image.onerror = () => image.remove();
    image.src = photo;
    button.querySelector(".photo").append(image);
  }
  return button;
}

function drawConfirm(_now, { station, vote }) {
  const section = copy("confirm");
  const candidate = choiceAt(station, vote.place);
  const chosen = section.querySelector("[data-chosen]");
  if (candidate) chosen.append(...candidateCard(candidate).childNodes);
  else chosen.append(...copy("choices").querySelector(".empty").childNodes);
  chosen.classList.toggle("none", !candidate);
  return section;
}

/** The candidate at a place of the ballot; null is the empty vote. */
export const choiceAt = (station, place) => station.candidates[place - Number(station.blank)] ?? null;

function drawAsk() {
  const section = copy("ask");
  const count = section.querySelector("[data-count]");
  const end = performance.now() + askSeconds * 1000;
  const tell = () => (count.textContent = Math.max(0, Math.ceil((end - performance.now()) / 1000)));
  tell();
  counting = setInterval(tell, 250);
  return section;
}

const DRAW = {
  unpaired: () => copy("unpaired"),
  ready: () => copy("ready"),
  keypad: drawKeypad,
  choices: drawChoices,
  confirm: drawConfirm,
  ask: drawAsk,
  working: () => copy("working", { title: word("working.title"), text: word("working.text") }),
  slip: () => copy("slip"),
  done: drawDone,
};

// --- what changes within a screen

function update(now, state) {
  if (now.screen === "keypad") showEntry(state);
  if (now.screen === "unpaired") main.querySelector("[data-hint]").textContent = state.hint;
  if (now.screen === "working") showSteps(state);
  if (now.screen === "slip") showSlip(state);
  showNote(now, state);
  document.querySelector(".foot [data-act=leave]").hidden = !["choices", "confirm"].includes(now.screen);
  document.querySelector(".foot [data-act=help]").hidden = ["unpaired", "starting"].includes(now.screen);
  document.querySelector(".foot [data-act=help]").classList.toggle("on", state.help);
}

function showEntry({ entry, hint }) {
  const shown = main.querySelector("[data-entry]");
  let from = 0;
  const groups = FORM.map((length) => {
    const group = document.createElement("span");
    for (let place = from; place < from + length; place++) {
      const cell = document.createElement("i");
      cell.textContent = entry[place] ?? "";
      cell.classList.toggle("next", place === entry.length);
      group.append(cell);
    }
    from += length;
    return group;
  });
  shown.replaceChildren(...groups);
  shown.setAttribute("aria-label", word("entry", { count: entry.length }));
  main.querySelector("[data-hint]").textContent = hint ? word(`hint.${hint}`) : "";
}

function showSteps({ stage }) {
  const at = Object.values(STEPS).findIndex((stages) => stages.includes(stage));
  for (const [place, item] of [...main.querySelectorAll("[data-step]")].entries()) {
    item.className = place < at ? "past" : place === at ? "now" : "";
  }
}

function showSlip({ stage }) {
  const asking = stage === "asking";
  for (const part of main.querySelectorAll("[data-asking]")) part.hidden = !asking;
  main.querySelector(".todo").hidden = asking;
  if (asking) main.querySelector("h1").textContent = word("slip.asking");
}

/** The line above the foot: why it takes longer, or that somebody was called. */
function showNote(now, state) {
  let text = "";
  if (state.tries && state.why === "storage") text = word("storage");
  else if ((state.tries && state.why === "offline") || (!state.online && now.screen !== "waiting")) {
    text = now.screen === "unpaired" ? "" : word("offline");
  } else if (state.help && !["printer", "pending", "unpaired"].includes(now.screen)) text = word("called");
  note.hidden = !text;
  if (note.textContent !== text) note.textContent = text;
}

/** Everything of the head that the station told. */
export function showPlace(station, booth) {
  document.querySelector("[data-place]").textContent = station.heading;
  document.querySelector("[data-station]").textContent = [
    word("tps", { number: station.station }),
    ...(booth ? [word("booth", { number: booth })] : []),
  ].join(" · ");
  document.getElementById("uji").hidden = !station.trial;
}

/** What a person who does not see the screen must hear. */
export function spoken(state) {
  const now = view(state);
  if (now.screen === "choices") {
    const { candidates, blank } = state.station;
    const choices = candidates.map((one) => word("number", one)).concat(blank ? [word("blank.spoken")] : []);
    return word("choices.spoken", { choices: choices.join(". ") });
  }
  if (now.screen === "confirm") {
    const candidate = choiceAt(state.station, state.vote.place);
    return word("confirm.spoken", { choice: candidate ? word("number", candidate) : word("blank") });
  }
  const parts = [...main.querySelectorAll("h1,.lead,.todo li")].filter((one) => !one.closest("[hidden]"));
  return parts.map((one) => one.textContent.trim()).filter(Boolean).join(". "); // prettier-ignore
}
