// <pd-draft name="...">: keeps a long form in this browser until it is sent, and offers it again. Never passwords or files.
const words = document.documentElement.lang === "en"
  ? { saved: "draft saved", found: "A draft from", restore: "Restore", forget: "Discard" }
  : { saved: "draf tersimpan", found: "Ada draf dari", restore: "Pulihkan", forget: "Buang" };
const OLDEST = 14 * 86400e3;
const SENT = "draf-terkirim";
// The page after a form was accepted says so; only then the draft goes.
if (sessionStorage.getItem(SENT) && document.querySelector(".msgs .success")) {
  localStorage.removeItem(sessionStorage.getItem(SENT));
  sessionStorage.removeItem(SENT);
}
class Draft extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    if (!this.form) return;
    // A refused form comes back at the address that it was sent to: the key is that address on both pages.
    this.key = `draf:${this.getAttribute("name")}:${new URL(this.form.getAttribute("action") || location.pathname, location).pathname}`;
    this.className = "saved";
    this.setAttribute("role", "status");
    const kept = this.read();
    if (kept && !this.says(kept) && Date.now() - kept.at < OLDEST && !document.querySelector(".error-summary[data-focus]")) this.offer(kept);
    this.form.addEventListener("input", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.keep(), 800); });
    this.form.addEventListener("submit", () => { clearTimeout(this.timer); this.keep(); sessionStorage.setItem(SENT, this.key); });
  }
  fields() { return [...this.form.elements].filter(f => f.name && !["password", "file", "hidden", "submit", "button"].includes(f.type) && f.autocomplete !== "off"); }
  read() { try { return JSON.parse(localStorage.getItem(this.key)); } catch { return null; } }
  keep() {
    try { localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), values: this.values() })); } catch { return; }
    this.textContent = `${words.saved} ${clock(Date.now())}`;
  }
  values() { return this.fields().map(f => [f.name, f.type === "checkbox" || f.type === "radio" ? f.checked : f.value]); }
  says(kept) { return JSON.stringify(kept.values) === JSON.stringify(this.values()); }
  offer(kept) {
    this.replaceChildren(`${words.found} ${clock(kept.at)} `, this.button(words.restore, () => this.restore(kept)), " ", this.button(words.forget, () => { this.forget(); this.textContent = ""; }));
  }
  button(label, act) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn s", textContent: label });
    button.addEventListener("click", act);
    return button;
  }
  restore(kept) {
    this.fields().forEach((field, i) => {
      const [name, value] = kept.values[i] ?? [];
      if (name !== field.name) return;
      if (typeof value === "boolean") field.checked = value; else field.value = value;
    });
    this.textContent = "";
  }
  forget() { localStorage.removeItem(this.key); }
}
const clock = at => new Date(at).toTimeString().slice(0, 5).replace(":", ".");
customElements.define("pd-draft", Draft);
