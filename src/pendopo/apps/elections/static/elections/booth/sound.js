// Short tones, each of its own shape: moved, chosen, confirmed, trouble. Soft, so that the next booth hears nothing.

const TONES = {
  moved: [[440, 0, 0.06]],
  chosen: [
    [523, 0, 0.1],
    [659, 0.11, 0.14],
  ],
  confirmed: [
    [523, 0, 0.12],
    [659, 0.13, 0.12],
    [784, 0.26, 0.26],
  ],
  trouble: [
    [262, 0, 0.22],
    [196, 0.26, 0.34],
  ],
};
const LOUDNESS = 0.12;

let context = null;

export function tone(name) {
  context ??= window.AudioContext ? new AudioContext() : null;
  if (!context) return;
  if (context.state === "suspended") context.resume().catch(() => {});
  for (const [pitch, from, length] of TONES[name]) play(pitch, context.currentTime + from, length);
}

function play(pitch, at, length) {
  const [oscillator, gain] = [context.createOscillator(), context.createGain()];
  oscillator.frequency.value = pitch;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(LOUDNESS, at + 0.015);
  gain.gain.linearRampToValueAtTime(0, at + length);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + length);
}
