// A row of tabs or chips wider than the screen shows its current one.
for (const one of document.querySelectorAll(".tabs [aria-current], .chips [aria-current]")) {
  const row = one.parentElement;
  const place = one.getBoundingClientRect();
  const room = row.getBoundingClientRect();
  if (place.right > room.right) row.scrollLeft += place.left - room.left - 24;
}
