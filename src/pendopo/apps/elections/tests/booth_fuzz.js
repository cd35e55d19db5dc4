// Events in any order, replies late, twice, never or refused: what must hold of flow.js whatever happens.
async (seed) => {
  const { begin, step, view, timers } = await import("/static/elections/booth/flow.js");
  const random = () => {
    seed = (seed + 0x6d2b79f5) | 0; // mulberry32
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const pick = (list) => list[Math.floor(random() * list.length)];
  const number = () => Math.floor(random() * 1e9);
  const types = (text) => text.split(" ").map((type) => ({ type }));

  const [ready, out] = [{ ready: true }, { ready: false, paper: "out" }];
  const settings = { printer: "agent", idle_seconds: 60, vote_seconds: 300, blank: true, candidates: [{}, {}] };
  const loaded = { type: "loaded", station: settings };
  const beat = (more) => {
    const reply = { phase: "open", locked: false, help: false, pending: null, ...more };
    return { type: "beat", printer: ready, reply };
  };
  const troubles = ["uncertain", "unreachable", "printer", "job"];
  const replies = {
    look: () => ({ type: "printer", state: pick([ready, ready, ready, out]) }),
    claim: () => ({ type: "claimed", lease: `L${number()}`, credential: "W" }),
    encrypt: () => ({ type: "sealed", ballot: `B${number()}` }),
    send: () => ({ type: "stored", tracker: "T" }),
    print: () =>
      pick([
        { type: "printed", confirmed: true },
        { type: "printed", confirmed: false },
        { type: "print_failed", code: pick(troubles), printer: pick([ready, out]) },
      ]),
    finish: () => ({ type: "finished" }),
  };
  const codes = ["lease", "ballot", "spent", "printer", "held", "unpaired"];
  const faults = [{ type: "unreachable", why: "offline" }, ...codes.map((code) => ({ type: "refused", code }))];
  const yes = { type: "yes", job: "J", code: "C" };
  const card = { type: "card", text: "11111-111111-11111-111111" };
  const choose = { type: "choose", place: 2 };
  const [retry, home, over] = types("retry home over");
  const calm = { locked: beat(), closed: beat(), waiting: beat(), starting: beat() };
  const ends = { keypad: home, refused: home, released: over, done: over, ask: { type: "stay" } };
  const way = { ready: card, claiming: retry, choices: choose, confirm: yes, working: retry, slip: { type: "slip_out" } };
  const forward = { ...calm, ...ends, ...way };
  const others = [
    ...types("keypad submit misread home over retry again touch idle stay leave expire slip_out slip_missing"),
    ...types("slip_read help silence erase nonsense"),
    ...[{ type: "char", char: "a" }, card, choose, yes, beat(), beat({ locked: true }), beat({ phase: "closed" })],
    ...["spent", "revote"].map((resolved) => beat({ pending: { resolved } })),
  ];

  const wrong = [];
  const seen = new Set();
  const ballots = new Map(); // of each voter
  let state = step({ ...begin(), printer: ready, phase: "open" }, loaded).state;
  let open = []; // orders that wait for their reply
  let asked = 0; // the voter that said yes
  let done = 0;

  function next() {
    if (random() < 0.4 && open.length) {
      const order = open.pop();
      if (random() < 0.1) open.unshift(order); // answered twice, the second time much later
      const reply = random() < 0.08 ? pick(faults) : replies[order.do]();
      return { ...reply, run: order.run, stage: order.stage };
    }
    return (random() < 0.8 && forward[view(state).screen]) || pick(others);
  }

  function check(before, event, effects) {
    const fail = (text) => wrong.push(`${text}: ${JSON.stringify([event, before.screen, before.stage, state.screen])}`);
    for (const order of effects) {
      if (["encrypt", "send", "print"].includes(order.do) && asked !== state.run) fail("nobody asked for it");
      if (order.do === "send" && !(order.lease && order.ballot)) fail("an empty ballot");
      if (order.do === "send" && (ballots.get(state.run) ?? order.ballot) !== order.ballot) fail("two ballots");
      if (order.do === "send") ballots.set(state.run, order.ballot);
      if (order.do === "print" && (order.place === null || !order.tracker)) fail("a slip of nothing");
      const stored = before.vote?.tracker && before.vote.lease === order.lease;
      if (order.do === "release" && stored) fail("a stored ballot is let go");
      if (replies[order.do]) open.push(order);
    }
    const free = ["ready", "keypad", "done", "refused", "released", "unpaired"].includes(state.screen);
    if (free && state.vote) fail("something is left");
    if (state.vote?.ballot && state.vote.card) fail("the code outlives the ballot");
    const over = ["finish", "finished"].includes(state.stage);
    if (over && state.vote && state.vote.place !== null) fail("the choice outlives the slip");
  }

  for (let turn = 0; turn < 40000; turn++) {
    if (state.screen === "unpaired") state = step({ ...state, phase: "open", locked: false }, loaded).state;
    const [before, event] = [state, next()];
    const { state: after, effects } = step(before, event);
    state = after;
    if (event.type === "yes" && before.screen === "confirm" && state.screen === "working") asked = state.run;
    check(before, event, effects);
    if (state.screen === "done" && before.screen !== "done") done++;
    timers(state);
    seen.add(view(state).screen);
    if (open.length > 6) open = open.slice(-3);
  }
  return { wrong: wrong.slice(0, 5), seen: [...seen], done };
}
