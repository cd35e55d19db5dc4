// The booth: runs the effects of flow.js, feeds it with events, and wipes what a voter leaves. Nothing is written to
// storage, address or console.
import { Refusal, Unreachable, get, post } from "./api.js";
import { encrypt, publicCredential, readElection } from "./belenios.js";
import { PAUSES, begin, step, takesCard, timers, view } from "./flow.js";
import { listen } from "./keys.js";
import { agent, browserPrint, newJob, slipCode } from "./printer.js";
import { choiceAt, isSettling, show, showPlace, spoken, word } from "./screens.js";
import { tone } from "./sound.js";
import { hasVoice, hush, speak } from "./voice.js";

const BEAT_MS = 3000;
const LOAD_AGAIN_MS = 2000;
const TOUCH_MS = 1000;
const RELEASES = 6;

const main = document.getElementById("layar");
const live = document.getElementById("siar");
const running = new Map(); // timers by name
const queue = [];
let state = begin();
let election = null;
let printer = null;
let number = document.body.dataset.booth;
let told = null; // whether the station knows that the printer is ready
let sound = false;
let busy = false;
let touched = 0;

// --- events in, effects out

function dispatch(event) {
  queue.push(event);
  if (busy) return;
  busy = true;
  while (queue.length) {
    const before = view(state).screen;
    const next = step(state, queue.shift());
    state = next.state;
    const changed = show(state);
    syncTimers();
    if (changed) announce(before);
    for (const effect of next.effects) run(effect);
  }
  busy = false;
}

function syncTimers() {
  const wanted = timers(state);
  for (const [name, handle] of running) {
    if (name in wanted) continue;
    clearTimeout(handle);
    running.delete(name);
  }
  for (const [name, { ms, event }] of Object.entries(wanted)) {
    if (!running.has(name)) running.set(name, setTimeout(() => dispatch({ type: event }), ms));
  }
}

async function run(effect) {
  const tag = { run: effect.run, stage: effect.stage };
  try {
    const answer = await EFFECTS[effect.do](effect);
    if (answer) dispatch({ ...tag, ...answer });
  } catch (problem) {
    if (problem instanceof Unreachable) dispatch({ type: "unreachable", why: problem.why, ...tag });
    else if (problem.code === "unpaired") dispatch({ type: "unpaired" });
    else dispatch({ type: "refused", code: problem.code ?? "other", message: problem.message ?? "", ...tag });
  }
}

const EFFECTS = {
  load,

  async pair({ code }) {
    try {
      number = (await post("pasang", { code })).booth;
    } catch (problem) {
      const message = problem instanceof Unreachable ? word("waiting.title") : problem.message;
      return { type: "pairing_refused", message };
    }
    beat();
    return { type: "paired" };
  },

  async look({ stage }) {
    const found = await printer.state();
    if (stage === "check" && printer.kind === "agent" && found.ready && told !== true) await tell(found);
    return { type: "printer", state: found };
  },

  async claim({ card, credential, stage }) {
    if (stage === "reclaim" && printer.kind === "agent") await tell(await printer.state()); // a restarted laptop
    const own = credential || publicCredential(election, card);
    const { lease } = await post("kartu", { credential: own });
    return { type: "claimed", lease, credential: own };
  },

  async encrypt({ card, place }) {
    await painted();
    try {
      return { type: "sealed", ballot: encrypt(election, card, place).ballot };
    } catch {
      return { type: "seal_failed" };
    }
  },

  async send({ lease, ballot }) {
    return { type: "stored", ...(await post("suara", { lease, ballot })) };
  },

  async print({ place, code, job, tracker, again }) {
    const where = placeOnPaper(state.station);
    const candidate = choiceAt(state.station, place) ?? { number: 0, name: word("slip.blank") };
    const slip = { ...where, number: candidate.number, name: candidate.name, code };
    try {
      const { confirmed } = await printer[again ? "again" : "print"](job, slip, { ...where, tracker });
      return { type: "printed", confirmed: confirmed !== false };
    } catch (problem) {
      return { type: "print_failed", code: problem.code, printer: problem.state };
    }
  },

  async finish({ lease }) {
    await post("selesai", { lease });
    return { type: "finished" };
  },

  forget({ job }) {
    printer.forget(job);
  },

  /** Given back as well as can be; the station lets go of it by itself in the end. */
  async release({ lease }) {
    for (let tries = 0; tries < RELEASES; tries++) {
      try {
        await post("batal", { lease });
        return;
      } catch (problem) {
        if (problem instanceof Refusal) return;
        await pause(PAUSES[Math.min(tries, PAUSES.length - 1)]);
      }
    }
  },

  async call({ reason }) {
    await post("panggil", { reason }).catch(() => {});
  },
};

function placeOnPaper({ title, village, station, trial }) {
  return { title, village, station: word("tps", { number: station }), trial };
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The screen that says what happens is there before the computer is busy. */
const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

// --- the station

async function load() {
  let station = null;
  for (;;) {
    try {
      station = await get("pemilihan");
      break;
    } catch (problem) {
      if (problem instanceof Refusal) return { type: problem.code === "unpaired" ? "unpaired" : "broken", why: "election" };
      dispatch({ type: "silence", printer: null });
      await pause(LOAD_AGAIN_MS);
    }
  }
  showPlace(station, number);
  try {
    await painted();
    election = readElection(station.election);
  } catch {
    return { type: "broken", why: "election" };
  }
  if (!fits(station, election)) return { type: "broken", why: "list" };
  printer = station.printer === "agent" ? agent() : browserPrint({ width: station.paper_mm });
  beat(); // the board shows this printer at once
  return { type: "loaded", station: { ...station, election: "" } };
}

/** The cards on the screen are the answers of the ballot, in the same order. */
function fits({ candidates, blank }, { answers, blank: empty }) {
  if (candidates.length !== answers.length || blank !== empty) return false;
  return candidates.every(({ name }, place) => {
    const elsewhere = answers.some((answer, other) => other !== place && answer.includes(name));
    return answers[place].includes(name) || !elsewhere;
  });
}

async function tell(found) {
  const reply = await post("denyut", { printer: found, lease: state.vote?.lease ?? "" });
  told = found ? found.ready : null;
  dispatch({ type: "beat", reply, printer: found });
}

async function beat() {
  const found = printer?.kind === "agent" ? await printer.state() : null;
  try {
    await tell(found);
  } catch (problem) {
    told = null;
    if (problem.code === "unpaired") dispatch({ type: "unpaired" });
    else dispatch({ type: "silence", printer: found });
  }
}

async function beatForever() {
  for (;;) {
    if (state.screen !== "unpaired") await beat();
    await pause(BEAT_MS);
  }
}

// --- the voter

const act = {
  sound: toggleSound,
  yes: () => dispatch({ type: "yes", job: newJob(), code: slipCode() }),
  erase: () => (state.screen === "unpaired" ? typeCode("") : dispatch({ type: "erase" })),
};

function pressed(button) {
  const { act: name, place, char } = button.dataset;
  if (place !== undefined) return dispatch({ type: "choose", place: Number(place) });
  if (char !== undefined) return state.screen === "unpaired" ? typeCode(char) : dispatch({ type: "char", char });
  return name && (act[name] ?? (() => dispatch({ type: name })))();
}

function typeCode(char) {
  const field = document.getElementById("kode");
  field.value = char ? field.value + char : field.value.slice(0, -1);
}

function keyPressed(name) {
  if (name === "*") return toggleSound();
  if (name === "/") return dispatch({ type: "help" });
  if (name === "+") return sound && speak(spoken(state));
  if (name.startsWith("Arrow")) return move(name === "ArrowRight" || name === "ArrowDown" ? 1 : -1);
  const typed = state.screen === "keypad" && state.entry.length === 22;
  if (name === "Enter" && typed) return dispatch({ type: "submit" }); // by a slow scanner, before the screen is awake
  if (isSettling()) return undefined;
  if (name === "Enter") return enter();
  if (["Backspace", "Delete", "-", "."].includes(name)) return back();
  const card = view(state).screen === "choices" && main.querySelector(`[data-number="${name}"]`);
  return card && pressed(card);
}

function enter() {
  const { activeElement } = document;
  const focused = activeElement?.closest("button");
  const target = focused ?? main.querySelector("[data-default]:not([hidden])");
  if (target && !target.closest("[hidden]")) pressed(target);
}

function back() {
  if (state.screen === "keypad") dispatch({ type: "erase" });
  else if (state.screen === "slip" && state.stage === "asking") dispatch({ type: "slip_missing" });
  else dispatch({ type: "again" });
}

function move(by) {
  const buttons = [...main.querySelectorAll("button")].filter((one) => !one.closest("[hidden]"));
  if (!buttons.length) return;
  const at = buttons.indexOf(document.activeElement);
  const next = buttons[(at < 0 && by < 0 ? buttons.length - 1 : at + by + buttons.length) % buttons.length];
  next.focus();
  if (!sound) return;
  tone("moved");
  speak(next.getAttribute("aria-label") ?? next.textContent);
}

function toggleSound() {
  sound = !sound;
  document.querySelector("[data-act=sound]").setAttribute("aria-pressed", sound);
  hush();
  if (!sound) return;
  tone("chosen");
  if (hasVoice()) speak(`${word("voice.on")} ${spoken(state)}`);
  live.textContent = word(hasVoice() ? "voice.on" : "voice.none");
}

const TONES = { choices: "moved", confirm: "chosen", slip: "confirmed", done: "confirmed", ask: "trouble" };
const TROUBLES = ["refused", "printer", "pending", "waiting", "locked"];

function announce(before) {
  const now = view(state).screen;
  const text = spoken(state);
  live.textContent = text; // also what was said of the last choice goes
  if (sound && now !== before) tone(TROUBLES.includes(now) ? "trouble" : (TONES[now] ?? "moved"));
  if (sound) speak(text);
  if (now === "ready" && before === "done" && sound) toggleSound(); // the next voter begins in silence
}

const mode = () => (state.screen === "unpaired" ? "form" : takesCard(state) ? "card" : "act");

listen(document, mode, {
  card: (text) => dispatch({ type: "card", text }),
  misread: () => dispatch({ type: "misread" }),
  char: (char) => dispatch({ type: "char", char }),
  key: keyPressed,
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button && !(isSettling() && main.contains(button))) pressed(button);
});
document.addEventListener("submit", (event) => {
  event.preventDefault();
  dispatch({ type: "pair", code: document.getElementById("kode").value });
});
for (const name of ["pointerdown", "keydown"]) {
  document.addEventListener(name, () => {
    if (performance.now() - touched < TOUCH_MS) return;
    touched = performance.now();
    dispatch({ type: "touch" });
  });
}
for (const name of ["contextmenu", "dragstart", "selectstart", "dblclick"]) {
  document.addEventListener(name, (event) => event.target.closest?.("input") || event.preventDefault());
}
document.addEventListener("wheel", (event) => event.ctrlKey && event.preventDefault(), { passive: false });
window.addEventListener("pageshow", (event) => event.persisted && location.reload());

show(state);
if (number) run({ do: "load" });
else dispatch({ type: "unpaired" });
beatForever();
