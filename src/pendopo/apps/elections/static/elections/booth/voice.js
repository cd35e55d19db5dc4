// Spoken text, where this computer has an Indonesian voice of its own: a voice that speaks over the network would tell
// the choice to a stranger.

const LANGUAGE = /^(id|in)([-_]|$)/i;

const voices = () => window.speechSynthesis?.getVoices() ?? [];

const indonesian = () => voices().find((one) => one.localService && LANGUAGE.test(one.lang));

export const hasVoice = () => Boolean(indonesian());

export function speak(text) {
  hush();
  const voice = indonesian();
  if (!voice) return;
  const words = new SpeechSynthesisUtterance(text);
  Object.assign(words, { voice, lang: voice.lang, rate: 0.92 });
  window.speechSynthesis.speak(words);
}

export const hush = () => window.speechSynthesis?.cancel();
