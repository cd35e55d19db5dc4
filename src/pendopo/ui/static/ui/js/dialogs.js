// Dialogs (data-open="ID", data-close), menus that close by themselves, printing, confirmation, first focus.
const open = id => {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) { dialog.showModal(); dialog.dispatchEvent(new Event("pd:open")); }
};
document.addEventListener("click", event => {
  const opener = event.target.closest("[data-open]");
  if (opener) { event.preventDefault(); open(opener.dataset.open); return; }
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  if (event.target instanceof HTMLDialogElement && outside(event)) event.target.close();
  if (event.target.closest("[data-print]")) print();
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", event => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) { menu.open = false; menu.querySelector("summary").focus(); }
});
document.addEventListener("submit", event => {
  const asked = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (asked && !confirm(asked)) { event.preventDefault(); event.stopImmediatePropagation(); }
}, true);
function outside(event) {
  const box = event.target.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}
document.querySelector("[data-focus]")?.focus();
export { open };
