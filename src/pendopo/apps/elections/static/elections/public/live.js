// Looks for new results every few seconds while the page is seen, and says so; without it the page is complete as it came.

const place = document.getElementById("pp-live");
const said = document.getElementById("pp-said");

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch(place.dataset.from, { credentials: "same-origin", cache: "no-cache" });
    if (!answer.ok) throw new Error(String(answer.status));
    show(await answer.text());
  } catch {
    said.textContent = place.dataset.off;
  }
}

function show(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html").body;
  if (fresh.innerHTML.trim() === last) return;
  const opened = [...place.querySelectorAll("details[open]")].map(address);
  const focus = place.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  last = fresh.innerHTML.trim();
  place.replaceChildren(...fresh.childNodes);
  for (const one of place.querySelectorAll("details")) one.open = opened.includes(address(one));
  if (focus) place.querySelector(`a[href="${CSS.escape(focus)}"]`)?.focus();
  const told = place.querySelector("[data-told]")?.dataset.told ?? "0";
  said.textContent = place.dataset.word.replace("{n}", told);
}

function address(details) {
  return `${details.closest("section")?.id ?? ""} ${details.className}`;
}

let last = place?.innerHTML.trim();
if (place?.dataset.from) setInterval(look, Number(place.dataset.every) * 1000);
