// The wall turns its scenes, keeps the clock, moves a little against burn-in, and goes on from its last picture when the stream is lost.
const english = document.documentElement.lang === "en";
const ago = english
  ? { s: n => `${n} s ago`, m: n => `${n} min ago`, h: n => `${n} h ago`, d: n => `${n} days ago` }
  : { s: n => `${n} detik lalu`, m: n => `${n} menit lalu`, h: n => `${n} jam lalu`, d: n => `${n} hari lalu` };
const wall = document.querySelector("[data-wall]");
const main = document.querySelector("[data-scenes]");
const dots = document.querySelector("[data-dots]");
const clock = document.querySelector("[data-clock]");
const shift = document.querySelector("[data-shift]");
const lost = document.querySelector("[data-lost]");
const live = document.querySelector("pd-live");
const numbers = new Intl.NumberFormat(english ? "en" : "id");
const time = new Intl.DateTimeFormat("id", { hour: "2-digit", minute: "2-digit", timeZone: clock.dataset.zone });
const OLD = 10 * 60 * 1000;
let at = 0;
let asked = Date.now();
let heard = Date.now();
let due;

const scenes = () => [...main.querySelectorAll("[data-scene]")];
function show(place) {
  const all = scenes();
  at = ((place % all.length) + all.length) % all.length;
  all.forEach((scene, n) => scene.classList.toggle("on", n === at));
  dots.replaceChildren(...all.map((_scene, n) => Object.assign(document.createElement("li"), { className: n === at ? "on" : "" })));
}
function tick() {
  clock.textContent = time.format(new Date()).replace(":", ".");
  for (const age of document.querySelectorAll("[data-fig-age]")) {
    const seconds = Math.round((Date.now() - Date.parse(age.dataset.figAge)) / 1000);
    if (Number.isNaN(seconds)) continue;
    age.textContent = seconds < 60 ? ago.s(Math.max(0, seconds)) : seconds < 3600 ? ago.m(Math.floor(seconds / 60)) : seconds < 172800 ? ago.h(Math.floor(seconds / 3600)) : ago.d(Math.floor(seconds / 86400));
  }
  if (live?.dataset.state === "on" && navigator.onLine) heard = Date.now();
  const off = !navigator.onLine || live?.dataset.state === "off" || Date.now() - heard > 8000;
  lost.hidden = !off;
  wall.classList.toggle("is-old", off && Date.now() - asked > OLD);
}
document.addEventListener("pd:live", event => {
  const { topic, data } = event.detail;
  if (topic === "alert") { refreshSoon(800); return; }
  if (data.period > wall.dataset.day) { refreshSoon(500); return; }
  for (const place of document.querySelectorAll(`[data-fig="${CSS.escape(`${data.key}@${data.unit_path ?? ""}`)}"]`)) {
    if (place.dataset.period !== data.period) continue;
    const template = document.querySelector(`template[data-status="${data.status}"]`);
    if (template) place.querySelector("[data-fig-status]")?.replaceChildren(template.content.cloneNode(true));
    const of = place.querySelector("[data-fig-of]");
    if (of) of.textContent = numbers.format(data.of);
  }
  const age = document.querySelector("[data-fig-age]");
  if (age && !(Date.parse(age.dataset.figAge) > Date.parse(data.data_at))) {
    age.dataset.figAge = data.data_at;
    const said = document.querySelector("[data-data-at]");
    if (said) said.textContent = time.format(new Date(data.data_at)).replace(":", ".");
  }
  refreshSoon(20000);
});
function refreshSoon(wait) {
  const when = Date.now() + wait + Math.random() * 1000;
  if (due && due.when <= when) return;
  clearTimeout(due?.timer);
  due = { when, timer: setTimeout(refresh, when - Date.now()) };
}
// The whole picture is asked for again once a minute; no answer leaves the last one standing.
async function refresh() {
  clearTimeout(due?.timer);
  due = undefined;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" });
    if (answer.status === 401) { location.reload(); return; }
    if (answer.ok) {
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = fresh.querySelector("[data-scenes]");
      if (next) {
        main.replaceChildren(...next.childNodes);
        wall.dataset.day = fresh.body.dataset.day;
        const date = fresh.querySelector("[data-date]");
        if (date) document.querySelector("[data-date]").textContent = date.textContent;
        const age = fresh.querySelector("[data-fig-age]"), old = document.querySelector("[data-fig-age]");
        if (age && old) old.dataset.figAge = age.dataset.figAge;
        show(at);
        asked = Date.now();
      }
    }
  } catch { /* the last picture stays; the foot of the page says that the connection is gone */ }
  tick();
}
document.addEventListener("keydown", event => {
  if (event.key === "ArrowRight" || event.key === " ") show(at + 1);
  if (event.key === "ArrowLeft") show(at - 1);
  if (event.key === "f") document.documentElement.requestFullscreen?.();
});
show(Number(new URLSearchParams(location.search).get("adegan") ?? 0));
tick();
setInterval(tick, 1000);
setInterval(() => show(at + 1), Number(wall.dataset.seconds) * 1000);
setInterval(() => { shift.dataset.at = String((Number(shift.dataset.at ?? 0) + 1) % 8); }, 60000);
setInterval(refresh, 60000);
