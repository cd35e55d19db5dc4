// Keyboard: ? help, Ctrl K search, / search in the list, J K rows, X choose, Enter open, N P pages, Ctrl Enter send.
import { open } from "./dialogs.js";
const typing = target => target.closest("input:not([type=checkbox],[type=radio]),textarea,select,[contenteditable]");
const rows = () => [...document.querySelectorAll("#daftar tbody tr")];
const at = () => rows().findIndex(row => row.contains(document.activeElement));
function step(by) {
  const all = rows();
  if (!all.length) return;
  const next = all[Math.min(all.length - 1, Math.max(0, at() === -1 ? 0 : at() + by))];
  (next.querySelector("a.row") ?? next.querySelector("a,input,button"))?.focus();
}
const acts = {
  "?": () => open("tombol"),
  "/": () => document.querySelector("[data-seek]")?.focus(),
  j: () => step(1),
  k: () => step(-1),
  x: () => rows()[at()]?.querySelector("td.pick input")?.click(),
  n: () => document.querySelector(".pager a[rel=next]")?.click(),
  p: () => document.querySelector(".pager a[rel=prev]")?.click(),
};
document.addEventListener("keydown", event => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); open("palet"); return; }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.form) { event.preventDefault(); event.target.form.requestSubmit(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  const act = acts[event.key];
  if (act) { event.preventDefault(); act(); }
});
