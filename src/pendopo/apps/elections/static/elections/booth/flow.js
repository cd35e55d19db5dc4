// The booth as a state machine: (state, event) -> {state, effects}. No DOM, no clock, no network, so that every path can
// be tried. `effects` are orders for booth.js; its answers come back as events that carry the `run` (the voter) and the
// `stage` they belong to: what comes late or twice fits neither and changes nothing.
//
// A vote: check printer > claim card > choices > confirm > check printer > encrypt > send > print > finish > done.
// Secrets live in `state.vote` only. The card's code goes when the ballot is made, the choice when the slip is out.

export const PAUSES = [500, 1000, 2000, 4000, 8000];
const PRINTER_PAUSE = 2500;
const ASK_SECONDS = 20;
const SLIP_SECONDS = 12;
const DONE_SECONDS = 5;
const REFUSED_SECONDS = 45;
const RELEASED_SECONDS = 90;
const PRINT_TRIES = 3;
const CARD = /^[1-9A-HJ-NP-Za-km-z]{22}$/;
const FORM = [5, 6, 5, 6];
const CHOOSING = ["choices", "confirm", "ask"];
const TAKES_CARD = ["ready", "keypad", "refused", "released", "done"];
const NO_VOTE = { message: "", why: "", tries: 0, stage: "" };

export function begin() {
  return {
    screen: "starting", // also unpaired, broken, and those of `view`
    station: null, // the answer of /bilik/pemilihan
    phase: "",
    locked: false,
    online: true,
    silent: 0, // beats without an answer
    printer: null,
    help: false,
    called: "", // the reason for which the booth itself called
    entry: "", // what was typed of a card's code
    hint: "", // what is wrong with it
    back: "", // where "masih di sini?" returns to
    run: 0,
    touched: 0,
    vote: null,
    ...NO_VOTE,
  };
}

export function step(state, event) {
  const handler = EVENTS[event.type];
  const late = event.run !== undefined && (event.run !== state.run || event.stage !== state.stage);
  if (late) return { state, effects: event.type === "claimed" ? tooLate(state, event) : [] };
  return handler?.(state, event) || { state, effects: [] };
}

/** A lease that nobody waits for any more is given back, unless it is the one in use. */
function tooLate(state, { lease }) {
  return lease && lease !== state.vote?.lease ? [{ do: "release", lease }] : [];
}

// --- what the screen shows

/** {screen, kind}: that of the voter's place, or what stands in the way of it. */
export function view(state) {
  const { screen } = state;
  if (screen === "starting" && !state.online) return { screen: "waiting", kind: "" };
  if (["ready", "keypad"].includes(screen)) {
    if (!state.online) return { screen: "waiting", kind: "" };
    if (state.phase !== "open") return { screen: state.phase === "closed" ? "closed" : "not_open", kind: "" };
    if (state.locked) return { screen: "locked", kind: "" };
    if (!printerReady(state)) {
      return state.printer ? { screen: "printer", kind: printerTrouble(state) } : { screen: "starting", kind: "" };
    }
    return { screen, kind: "" };
  }
  if (CHOOSING.includes(screen) && state.locked) return { screen: "locked", kind: "kept" };
  if (screen === "working" && state.why === "printer") {
    return { screen: "printer", kind: `${printerTrouble(state)}.${state.stage === "print" ? "stored" : "kept"}` };
  }
  if (["refused", "released", "broken"].includes(screen)) return { screen, kind: state.why };
  return { screen, kind: "" };
}

export const takesCard = (state) =>
  TAKES_CARD.includes(view(state).screen) || (state.screen === "slip" && state.stage === "finished");

/** Nothing was sent yet: the voter may go, and the card stays good. */
export const mayLeave = (state) =>
  CHOOSING.includes(state.screen) || (state.screen === "working" && state.stage === "recheck");

/** Timers that must run now, by name; a name that goes away is a timer that is stopped. */
export function timers(state) {
  const { screen, station, run, touched } = state;
  const found = {};
  const set = (name, seconds, event) => (found[name] = { ms: seconds * 1000, event });
  if (["choices", "confirm", "keypad"].includes(screen)) set(`idle:${screen}:${touched}`, station.idle_seconds, "idle");
  if (screen === "ask") set(`ask:${touched}`, ASK_SECONDS, "expire");
  if (screen === "claiming") set(`claiming:${run}`, station.idle_seconds, "expire");
  if (CHOOSING.includes(screen)) set(`vote:${run}`, station.vote_seconds, "expire");
  if (screen === "slip" && state.stage !== "asking") set(`slip:${run}`, SLIP_SECONDS, "slip_read");
  if (screen === "done") set(`done:${run}`, DONE_SECONDS, "over");
  if (screen === "refused") set(`refused:${run}:${touched}`, REFUSED_SECONDS, "over");
  if (screen === "released") set(`released:${run}:${touched}`, RELEASED_SECONDS, "over");
  if (state.tries) found[`again:${run}:${state.stage}:${state.tries}`] = { ms: pause(state), event: "retry" };
  return found;
}

export const askSeconds = ASK_SECONDS;

function pause(state) {
  return state.why === "printer" ? PRINTER_PAUSE : PAUSES[Math.min(state.tries, PAUSES.length) - 1];
}

// --- parts of the steps

const to = (state, change, ...effects) => ({ state: { ...state, ...change }, effects });

const printerReady = ({ station, printer }) => station?.printer !== "agent" || Boolean(printer?.ready);

function printerTrouble({ printer }) {
  if (printer?.paper === "out") return "paper";
  return printer?.cover === "open" ? "cover" : "error";
}

/** The order of the present stage, once more or for the first time. */
function order(state) {
  const { vote, stage, run } = state;
  const tag = { run, stage };
  if (stage === "check" || stage === "recheck") return { do: "look", ...tag };
  if (stage === "claim" || stage === "reclaim") {
    return { do: "claim", card: vote.card, credential: vote.credential, ...tag };
  }
  if (stage === "encrypt") return { do: "encrypt", card: vote.card, place: vote.place, ...tag };
  if (stage === "send") return { do: "send", lease: vote.lease, ballot: vote.ballot, ...tag };
  if (stage === "print") {
    const { place, code, job, tracker, again } = vote;
    return { do: "print", place, code, job, tracker, again, ...tag };
  }
  return { do: "finish", lease: vote.lease, ...tag };
}

function enter(state, stage, change = {}) {
  const next = { ...state, ...change, stage, tries: 0, why: "" };
  return { state: next, effects: [order(next)] };
}

/** Nothing of the voter is left; what the agent remembers goes too. */
function wiped(state, change, ...effects) {
  const job = state.vote?.job;
  const gone = { ...NO_VOTE, vote: null, entry: "", hint: "", back: "", run: state.run + 1 };
  return to(state, { ...gone, ...change }, ...(job ? [{ do: "forget", job }] : []), ...effects);
}

/** The voter's place is let go; with a lease the card is free again. */
function letGo(state, change) {
  const lease = state.vote?.lease;
  return wiped(state, change, ...(lease ? [{ do: "release", lease }] : []));
}

const refused = (state, code, message) => letGo(state, { screen: "refused", why: code, message: message ?? "" });

/** Only officers can end this: the ballot is stored, nobody knows of the slip. The choice is not needed any more. */
function pending(state) {
  const vote = { ...state.vote, card: "", place: null, ballot: "" };
  return to(state, { ...NO_VOTE, screen: "pending", vote, help: true }, { do: "call", reason: "bantuan" });
}

/** This screen was started anew while a slip was awaited: what was chosen is gone, officers look for the slip. */
const leftBefore = (state) => to(state, { screen: "pending", help: true }, { do: "call", reason: "bantuan" });

/** Calls once for each trouble of the printer, and forgets that it called when the printer is well. */
function callForPrinter(state) {
  if (!state.printer) return to(state, {});
  if (printerReady(state) && state.why !== "printer") return to(state, { called: "" });
  const reason = printerTrouble(state) === "paper" ? "kertas" : "printer";
  if (state.called === reason) return to(state, {});
  return to(state, { called: reason, help: true }, { do: "call", reason });
}

function together(one, next) {
  const two = next(one.state);
  return { state: two.state, effects: [...one.effects, ...two.effects] };
}

function scan(state, text) {
  const card = text.replace(/[\s-]/g, "");
  if (!CARD.test(card)) return to(state, { hint: "form", touched: state.touched + 1 });
  let from = 0;
  const grouped = FORM.map((length) => card.slice(from, (from += length))).join("-");
  const vote = { card: grouped, credential: "", lease: "", place: null, ballot: "", tracker: "" };
  const change = { screen: "claiming", entry: "", hint: "", message: "", run: state.run + 1, vote };
  return enter(state, "check", change);
}

function type(state, char) {
  if (!TAKES_CARD.includes(view(state).screen) || state.entry.length >= 22) return null;
  const entry = state.entry + char;
  return to(state, { screen: "keypad", why: "", message: "", hint: "", entry, touched: state.touched + 1 });
}

const home = (state) => wiped(state, { screen: state.station ? "ready" : "starting" });

/** The ballot is stored; from here only the slip is missing. */
function stored(state, event) {
  const vote = { ...state.vote, tracker: event.tracker, ballot: "", again: false };
  return enter(state, "print", { vote });
}

function printed(state, event) {
  if (!event.confirmed) return to(state, { screen: "slip", stage: "asking", why: "", tries: 0 });
  return slipOut(state, "slip");
}

function slipOut(state, screen) {
  const { job } = state.vote;
  const next = enter(state, "finish", { screen, vote: { ...state.vote, place: null, code: "", job: "" } });
  return { state: next.state, effects: [{ do: "forget", job }, ...next.effects] };
}

function sendRefused(state, code, message) {
  if (code === "lease") return enter(state, "reclaim");
  if (code === "printer") return printerStops(state);
  return refused(state, code, message);
}

const printerStops = (state) => {
  const next = { ...state, why: "printer", tries: state.tries + 1 };
  return callForPrinter(next);
};

const offline = (state, why) => to(state, { why, tries: state.tries + 1 });

/** The page knows no place for this reply of the station: what the voter did ends here, in words. */
function answer409(state, { code, message }) {
  if (code === "unpaired") return wiped(state, { screen: "unpaired" });
  if (state.stage === "send") return sendRefused(state, code, message);
  if (state.vote?.tracker) return pending(state); // a ballot that is stored is never let go
  return refused(state, code, message);
}

function beatArrived(state, { reply, printer }) {
  const news = { online: true, silent: 0, phase: reply.phase, locked: reply.locked, help: reply.help, printer };
  const decided = reply.pending && state.vote?.tracker ? reply.pending.resolved : "";
  const heard = together(to(state, news), callForPrinter);
  if (decided === "spent") return together(heard, (now) => wiped(now, { screen: "done" }));
  if (decided) return together(heard, (now) => wiped(now, { screen: "released", why: "revote" }));
  if (reply.pending && !reply.pending.resolved && !state.vote && state.screen === "ready") {
    return together(heard, leftBefore);
  }
  const freed = !reply.pending && state.screen === "pending" && !state.vote;
  return freed ? together(heard, home) : heard;
}

// --- events

const EVENTS = {
  // the page and the station
  loaded: (state, { station }) => to(state, { station, screen: "ready" }),
  broken: (state, { why }) => to(state, { screen: "broken", why }),
  unpaired: (state) => wiped(state, { screen: "unpaired" }),
  paired: (state) => to(state, { screen: "starting", hint: "" }, { do: "load" }),
  pairing_refused: (state, { message }) => to(state, { hint: message, touched: state.touched + 1 }),
  pair: (state, { code }) => state.screen === "unpaired" && to(state, { hint: "" }, { do: "pair", code }),
  beat: beatArrived,
  silence: (state, { printer }) => to(state, { printer, silent: state.silent + 1, online: state.silent < 1 }),
  help: (state) => to(state, { help: true }, { do: "call", reason: "bantuan" }),

  // the card
  card: (state, { text }) => takesCard(state) && scan(state, text),
  char: (state, { char }) => type(state, char),
  erase: (state) => {
    if (state.screen !== "keypad") return null;
    return to(state, { entry: state.entry.slice(0, -1), hint: "", touched: state.touched + 1 });
  },
  keypad: (state) => state.screen === "ready" && to(state, { screen: "keypad", entry: "", hint: "" }),
  submit: (state) => state.screen === "keypad" && view(state).screen === "keypad" && scan(state, state.entry),
  misread: (state) => takesCard(state) && wiped(state, { screen: "refused", why: "misread" }),
  home: (state) => ["keypad", "refused", "released"].includes(state.screen) && home(state),
  over: (state) => ["done", "refused", "released"].includes(state.screen) && home(state),

  // answers on the way to the choices
  printer: (state, { state: printer }) => {
    const next = { ...state, printer };
    if (!printerReady(next)) return state.stage === "check" ? together(home(next), callForPrinter) : printerStops(next);
    return enter(next, state.stage === "check" ? "claim" : "encrypt", { called: "" });
  },
  claimed: (state, { lease, credential }) => {
    const vote = { ...state.vote, lease, credential };
    if (state.stage === "reclaim") return enter(state, "send", { vote });
    return to(state, { ...NO_VOTE, screen: "choices", vote, touched: state.touched + 1 });
  },
  refused: answer409,
  unreachable: (state, { why }) => offline(state, why),
  retry: (state) => state.tries > 0 && { state, effects: [order(state)] },

  // the voter
  choose: (state, { place }) => {
    if (state.screen !== "choices" || state.locked) return null;
    return to(state, { screen: "confirm", vote: { ...state.vote, place }, touched: state.touched + 1 });
  },
  again: (state) => {
    if (state.screen !== "confirm" || state.locked) return null;
    return to(state, { screen: "choices", vote: { ...state.vote, place: null }, touched: state.touched + 1 });
  },
  yes: (state, { job, code }) => {
    if (state.screen !== "confirm" || state.locked) return null;
    return enter(state, "recheck", { screen: "working", vote: { ...state.vote, job, code } });
  },
  touch: (state) => {
    const counts = ["choices", "confirm", "keypad", "refused", "released"].includes(state.screen);
    return counts && to(state, { touched: state.touched + 1 });
  },
  idle: (state) => {
    if (state.screen === "keypad") return home(state);
    return CHOOSING.includes(state.screen) ? to(state, { screen: "ask", back: state.screen }) : null;
  },
  stay: (state) => {
    if (state.screen !== "ask") return null;
    return to(state, { screen: state.back, back: "", touched: state.touched + 1 });
  },
  leave: (state) => mayLeave(state) && letGo(state, { screen: "released", why: "left" }),
  expire: (state) => {
    if (state.screen === "claiming") return letGo(state, { screen: "released", why: "time" });
    return CHOOSING.includes(state.screen) ? letGo(state, { screen: "released", why: "time" }) : null;
  },

  // answers on the way to the slip
  sealed: (state, { ballot }) => enter(state, "send", { vote: { ...state.vote, card: "", ballot } }),
  seal_failed: (state) => refused(state, "seal"),
  stored,
  printed,
  print_failed: (state, { code, printer }) => {
    if (code === "uncertain") return printed(state, { confirmed: false });
    if (code === "unreachable" && state.tries + 1 >= PRINT_TRIES) {
      return together(printed(state, { confirmed: false }), (now) => callForPrinter({ ...now, printer }));
    }
    return printerStops({ ...state, printer: printer ?? state.printer });
  },
  slip_out: (state) => state.stage === "asking" && slipOut(state, "working"),
  slip_missing: (state) => {
    if (state.stage !== "asking") return null;
    return enter(state, "print", { screen: "working", vote: { ...state.vote, again: true } });
  },
  finished: (state) => {
    if (state.screen === "slip") return to(state, { stage: "finished", tries: 0, why: "" });
    return wiped(state, { screen: "done" });
  },
  slip_read: (state) => {
    if (state.screen !== "slip" || state.stage === "asking") return null;
    return state.stage === "finished" ? wiped(state, { screen: "done" }) : to(state, { screen: "working" });
  },
};
