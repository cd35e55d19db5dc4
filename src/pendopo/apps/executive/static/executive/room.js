// The regent's room, live: what <pd-live> hands on as `pd:live` moves the page without a reload.
const english = document.documentElement.lang === "en";
const ago = english
  ? { s: n => `${n} s ago`, m: n => `${n} min ago`, h: n => `${n} h ago`, d: n => `${n} days ago` }
  : { s: n => `${n} detik lalu`, m: n => `${n} menit lalu`, h: n => `${n} jam lalu`, d: n => `${n} hari lalu` };
const room = document.querySelector("[data-room]");
const numbers = new Intl.NumberFormat(english ? "en" : "id");
const CALM = 10000;
let asked = 0;
let due;

document.addEventListener("pd:live", event => {
  const { topic, data } = event.detail;
  if (topic === "indicator") figure(data);
  if (topic === "punch") arrive(data);
  if (topic === "alert") fetchSoon(600);
});
// After a break of the stream everything is asked for again.
document.querySelector("[data-catch-up]")?.addEventListener("pd:refresh", () => fetchSoon(300));
document.addEventListener("change", event => { if (event.target.matches("[data-submits]") && event.target.value) event.target.form.submit(); });
setInterval(tick, 10000);

function figure(data) {
  // A new day has begun: the page of yesterday gives way to today's.
  if (room?.dataset.now !== undefined && data.period > room.dataset.day) { location.reload(); return; }
  const name = `${data.key}@${data.unit_path ?? ""}`;
  for (const place of document.querySelectorAll(`[data-fig="${CSS.escape(name)}"]`)) {
    if (place.dataset.period !== data.period) continue;
    const template = document.querySelector(`template[data-status="${data.status}"]`);
    place.querySelector("[data-fig-status]")?.replaceChildren(...(template ? [template.content.cloneNode(true)] : []));
    const of = place.querySelector("[data-fig-of]");
    if (of) of.textContent = numbers.format(data.of);
    const age = place.querySelector("[data-fig-age]");
    if (age) { age.dataset.figAge = data.data_at; age.classList.remove("stale"); }
  }
  tick();
  fetchSoon(CALM);
}

function arrive(data) {
  const list = document.querySelector("[data-feed]");
  if (!list || !data.title) return;
  const here = location.pathname.match(/\/unit\/(\d+)\//)?.[1] ?? "";
  if (!(data.unit_path ?? "").startsWith(here)) return;
  const item = document.createElement("li");
  item.className = `new ${["ok", "watch", "bad"].includes(data.tone) ? data.tone : ""}`;
  const time = Object.assign(document.createElement("time"), { textContent: data.time ?? "" });
  const words = document.createElement("div");
  const who = document.createElement("b");
  if (typeof data.url === "string" && data.url.startsWith("/")) who.append(Object.assign(document.createElement("a"), { href: data.url, textContent: data.title }));
  else who.textContent = data.title;
  words.append(who, Object.assign(document.createElement("p"), { textContent: data.detail ?? "" }));
  item.append(time, words);
  list.prepend(item);
  while (list.children.length > Number(list.dataset.max ?? 8)) list.lastElementChild.remove();
  const empty = document.querySelector("[data-feed-empty]");
  if (empty) empty.hidden = true;
}

// Ranking, alerts, chart and map are drawn by the server: asked for at most once in ten seconds, sooner for an alert.
function fetchSoon(wait) {
  if (!room || room.dataset.now === undefined) return;
  const at = Math.max(Date.now() + Math.min(wait, 1500), asked + (wait < CALM ? 1000 : CALM)) + Math.random() * 400;
  if (due && due.at <= at) return;
  clearTimeout(due?.timer);
  due = { at, timer: setTimeout(refresh, at - Date.now()) };
}
async function refresh() {
  due = undefined;
  asked = Date.now();
  if (document.hidden) { fetchSoon(CALM); return; }
  const url = new URL(location.href);
  url.searchParams.set("bagian", "segar");
  let text;
  try {
    const answer = await fetch(url, { headers: { "X-Requested-With": "fetch" }, redirect: "error" });
    if (!answer.ok) return;
    text = await answer.text();
  } catch { return; }
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const next of fresh.querySelectorAll("section[id]")) {
    const old = document.getElementById(next.id);
    if (!old || old.contains(document.activeElement) || old.querySelector("details[open]")) continue;
    old.className = next.className;
    if (old.innerHTML !== next.innerHTML) old.replaceChildren(...next.childNodes);
  }
}

function tick() {
  for (const age of document.querySelectorAll("[data-fig-age]")) {
    const seconds = Math.max(0, Math.round((Date.now() - Date.parse(age.dataset.figAge)) / 1000));
    if (Number.isNaN(seconds)) continue;
    age.textContent = seconds < 60 ? ago.s(seconds) : seconds < 3600 ? ago.m(Math.floor(seconds / 60)) : seconds < 172800 ? ago.h(Math.floor(seconds / 3600)) : ago.d(Math.floor(seconds / 86400));
  }
}
