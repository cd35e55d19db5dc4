// Keyboard, number pad and card scanner are one stream of keys. A scanner types much faster than a person: its
// characters must never choose or confirm, even when a card is held before it in the middle of a vote.
//
// on.card(text)   a whole card was scanned        on.misread()   a scan that is no card
// on.char(char)   one character of a code, typed  on.key(name)   a key that does something

const QUICK_MS = 70; // a person's next key comes later
const PAUSE_MS = 120; // where a card is awaited nothing can go wrong: slow scanners are given time
const CALM_MS = 300; // after a scan, until keys count again
const CARD_LENGTH = 22;
const SCAN_LENGTH = 8; // fewer quick characters are fast fingers
const CODE = /^[1-9A-HJ-NP-Za-km-z]$/;
const ACTS = new Set([..."0123456789*/+-.", "Enter", "Backspace", "Delete", "Escape"]);
const MOVES = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);

/** `mode()` is "card" where a card is awaited, "form" where a field takes the keys, otherwise "act". */
export function listen(target, mode, on) {
  let quick = ""; // characters since the last pause
  let held = null; // a key that acts when no other follows at once
  let deaf = false; // inside a scan that is not wanted here
  let timer = 0;

  target.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return blockZoom(event);
    const { key } = event;
    if (MOVES.has(key)) {
      event.preventDefault();
      return on.key(key);
    }
    const current = mode();
    if (current === "form" && key !== "*") return undefined;
    if (key.length > 1 && !ACTS.has(key)) return undefined;
    if (key === " ") return undefined;
    event.preventDefault();
    if (event.repeat) return undefined;
    return current === "card" ? forCard(letter(event)) : forAction(key);
  });

  function forCard(key) {
    if (deaf) return settle(CALM_MS, () => (deaf = false));
    if (CODE.test(key)) quick += key;
    else if (key !== "-") held = key;
    if (quick.length > 4 * CARD_LENGTH) quick = quick.slice(0, 2 * CARD_LENGTH);
    return settle(key === "Enter" ? 0 : PAUSE_MS, () => {
      const [text, act] = [quick, held];
      quick = "";
      held = null;
      if (text.length === CARD_LENGTH) return on.card(text);
      if (text.length >= SCAN_LENGTH && act === "Enter") return on.misread();
      for (const char of text) on.char(char); // typed, or a slow scanner
      return act && on.key(act);
    });
  }

  function forAction(key) {
    quick = "";
    if (deaf || held !== null) {
      held = null;
      deaf = true;
      return settle(CALM_MS, () => (deaf = false));
    }
    held = key;
    return settle(QUICK_MS, () => {
      held = null;
      if (ACTS.has(key)) on.key(key);
    });
  }

  function settle(milliseconds, then) {
    clearTimeout(timer);
    timer = setTimeout(then, milliseconds);
  }
}

/** With Caps Lock on, a scanner's letters arrive the other way round. */
function letter(event) {
  const { key } = event;
  if (key.length > 1 || !event.getModifierState("CapsLock")) return key;
  return key === key.toLowerCase() ? key.toUpperCase() : key.toLowerCase();
}

function blockZoom(event) {
  if (event.ctrlKey && ["+", "-", "=", "0", "p", "s", "u"].includes(event.key)) event.preventDefault();
}
