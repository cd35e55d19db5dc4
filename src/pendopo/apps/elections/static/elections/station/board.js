// The board speaks up when a booth calls: each new call sounds once, and again every 20 seconds while it is open.
const AGAIN = 20_000;
let known = new Set();
let last = 0;
function sound() {
  const context = new AudioContext();
  for (const [number, pitch] of [880, 660, 880].entries()) {
    const tone = new OscillatorNode(context, { frequency: pitch });
    const loudness = new GainNode(context, { gain: 0.25 });
    tone.connect(loudness).connect(context.destination);
    tone.start(context.currentTime + number * 0.22);
    tone.stop(context.currentTime + number * 0.22 + 0.18);
  }
  setTimeout(() => context.close(), 1500);
}
function listen() {
  const calls = new Set((document.querySelector("[data-calls]")?.dataset.calls ?? "").split(" ").filter(Boolean));
  const isNew = [...calls].some(call => !known.has(call));
  if (calls.size && (isNew || Date.now() - last > AGAIN)) { last = Date.now(); sound(); }
  known = calls;
  document.title = calls.size ? document.title.replace(/^(\(\d+\) )?/, `(${calls.size}) `) : document.title.replace(/^\(\d+\) /, "");
}
setInterval(listen, 1000);
