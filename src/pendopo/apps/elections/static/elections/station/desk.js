// The desk is worked by scanner and keyboard: what is typed goes into the search box, Enter takes the only voter found.
const box = document.querySelector("[data-seek]");
const place = document.getElementById("pemilih");
document.addEventListener("keydown", event => {
  const inField = event.target.closest("input, select, textarea, dialog");
  if (event.key === "Escape") { event.preventDefault(); clear(); return; }
  if (!inField && event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) box.select();
});
box.addEventListener("keydown", event => {
  if (event.key === "ArrowDown") { event.preventDefault(); place.querySelector("button, a, summary")?.focus(); }
});
place.addEventListener("keydown", event => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.target.closest("input, select")) return;
  event.preventDefault();
  const all = [...place.querySelectorAll("button, a, summary")].filter(one => one.checkVisibility());
  const next = all.indexOf(document.activeElement) + step;
  (next < 0 ? box : all[Math.min(next, all.length - 1)]).focus();
});
document.addEventListener("htmx:after:swap", () => {
  const said = place.querySelector("[data-said]");
  if (said?.dataset.said === "bad" || place.querySelector("[data-already]")) warn();
  if (said) { box.value = ""; box.focus(); }
  else { box.select(); place.querySelector("[data-only]")?.focus(); } // the next scan takes the place of this one
});
function clear() { box.value = ""; place.replaceChildren(); box.focus(); }
function warn() {
  const context = new AudioContext();
  const tone = new OscillatorNode(context, { frequency: 220, type: "square" });
  const loudness = new GainNode(context, { gain: 0.2 });
  tone.connect(loudness).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + 0.5);
  setTimeout(() => context.close(), 900);
}
box.focus();
