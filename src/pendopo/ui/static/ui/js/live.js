// <pd-live topics="indicator,punch" since="NUMBER">: one event stream for the page, from the event it was drawn with.
// It says how it stands (word, shape, colour), sends each event on as `pd:live` on document (detail: topic, data, id),
// writes figures into [data-fig="KEY@PATH"], and asks fragments marked hx-trigger="pd:refresh" to fetch themselves again.
const english = document.documentElement.lang === "en";
const words = english
  ? { on: "live", wait: "connecting", off: "connection lost, trying again", ago: s => `${s} s ago` }
  : { on: "langsung", wait: "menyambung", off: "terputus, mencoba lagi", ago: s => `${s} detik lalu` };
const QUIET = 45;
class Live extends HTMLElement {
  connectedCallback() {
    this.classList.add("live");
    this.setAttribute("role", "status");
    this.mark = document.createElement("i");
    this.word = document.createElement("span");
    this.replaceChildren(this.mark, this.word);
    this.topics = (this.getAttribute("topics") ?? "").split(",").map(t => t.trim()).filter(Boolean);
    this.last = this.getAttribute("since") ?? "";
    this.state("wait");
    this.connect();
    this.clock = setInterval(() => this.tell(), 1000);
    this.onshow = () => { if (!document.hidden && this.stream.readyState === EventSource.CLOSED) this.connect(); };
    document.addEventListener("visibilitychange", this.onshow);
  }
  disconnectedCallback() {
    clearInterval(this.clock);
    clearTimeout(this.again);
    this.stream?.close();
    document.removeEventListener("visibilitychange", this.onshow);
  }
  connect() {
    this.stream?.close();
    const after = this.last ? `&sejak=${encodeURIComponent(this.last)}` : "";
    this.stream = new EventSource(`${this.getAttribute("src") ?? "/langsung/"}?topik=${this.topics.join(",")}${after}`);
    this.stream.onopen = () => { this.beat = Date.now(); this.wait = 1000; if (this.lost) { this.lost = false; this.refresh(); } this.state("on"); };
    this.stream.onerror = () => {
      this.lost = true;
      this.state("off");
      if (this.stream.readyState === EventSource.CLOSED) {
        this.wait = Math.min((this.wait ?? 1000) * 2, 30000);
        clearTimeout(this.again);
        this.again = setTimeout(() => this.connect(), this.wait * (0.5 + Math.random()));
      }
    };
    for (const topic of [...this.topics, "siap", "detak", "resync"]) this.stream.addEventListener(topic, event => this.got(topic, event));
  }
  got(topic, event) {
    this.beat = Date.now();
    if (event.lastEventId) this.last = event.lastEventId;
    if (topic === "siap" || topic === "detak") return;
    if (topic === "resync") { this.refresh(); return; }
    let data;
    try { data = JSON.parse(event.data); } catch { return; }
    this.news = Date.now();
    for (const fig of figures(data)) this.write(fig);
    document.dispatchEvent(new CustomEvent("pd:live", { detail: { topic, data, id: event.lastEventId } }));
    this.refresh(topic);
    this.tell();
  }
  write(fig) {
    const name = `${fig.key}@${fig.path ?? fig.unit_path ?? ""}`;
    for (const place of document.querySelectorAll(`[data-fig="${CSS.escape(name)}"]`)) {
      if (place.dataset.period && fig.period && place.dataset.period !== fig.period) continue;
      const value = place.querySelector("[data-fig-text]") ?? place;
      if (fig.text !== undefined && value.textContent !== String(fig.text)) {
        value.textContent = fig.text;
        value.classList.remove("flash");
        requestAnimationFrame(() => value.classList.add("flash"));
      }
      if (fig.status) { place.classList.remove("is-ok", "is-watch", "is-bad", "is-stale", "is-none"); place.classList.add(`is-${fig.status}`); }
    }
  }
  // Fragments fetch themselves again: at most one round in two seconds, spread by chance so that screens do not ask all at once.
  refresh(topic) {
    if (this.due) return;
    this.due = setTimeout(() => {
      this.due = undefined;
      for (const part of document.querySelectorAll('[hx-trigger*="pd:refresh"]')) {
        const wants = part.dataset.topics;
        if (!topic || !wants || wants.split(",").includes(topic)) part.dispatchEvent(new CustomEvent("pd:refresh"));
      }
    }, 300 + Math.random() * 700);
  }
  state(name) { this.now = name; this.dataset.state = name; document.documentElement.dataset.live = name; this.tell(); }
  tell() {
    const old = this.news ?? this.beat;
    if (this.now === "on" && this.beat && Date.now() - this.beat > QUIET * 1000) { this.connect(); this.state("wait"); return; }
    const text = this.now === "on" && old ? `${words.on}, ${words.ago(Math.max(0, Math.round((Date.now() - old) / 1000)))}` : words[this.now];
    if (this.word.textContent !== text) this.word.textContent = text;
  }
}
function figures(data) {
  if (Array.isArray(data.figs)) return data.figs;
  return data.key ? [data] : [];
}
customElements.define("pd-live", Live);
