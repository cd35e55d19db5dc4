// A hint while the holder types; nothing leaves the page. The server decides.
const hint = document.querySelector("[data-strength]");
const input = document.querySelector("input[name=passphrase]");

function level(text) {
  const said = text.trim().replace(/\s+/g, " ");
  if (said.length < 10) return 0;
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/].filter((kind) => kind.test(said)).length;
  const bits = said.length * Math.log2(10 + 10 * Math.max(kinds, 1)) * 0.55;
  return bits < 38 ? 1 : bits < 52 ? 2 : 3;
}

function show() {
  if (!input.value) {
    hint.textContent = "";
    hint.removeAttribute("data-level");
    return;
  }
  const found = level(input.value);
  hint.dataset.level = String(found);
  hint.textContent = [hint.dataset.short, hint.dataset.weak, hint.dataset.good, hint.dataset.strong][found];
}

if (hint && input) input.addEventListener("input", show);
