// <pd-palette>: Ctrl K. Asks the server, arrows choose, Enter opens; a combobox for screen readers.
class Palette extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.input = this.querySelector("input");
    this.list = this.querySelector("[role=listbox]");
    this.said = this.querySelector("[data-said]");
    this.dialog.addEventListener("pd:open", () => { this.input.select(); this.ask(); });
    this.input.addEventListener("input", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.ask(), 160); });
    this.input.addEventListener("keydown", event => this.key(event));
  }
  async ask() {
    this.pending?.abort();
    this.pending = new AbortController();
    try {
      const answer = await fetch(`${this.dataset.url}?q=${encodeURIComponent(this.input.value.trim())}`, { signal: this.pending.signal, headers: { "HX-Request": "true" } });
      if (!answer.ok) throw new Error(answer.status);
      this.list.innerHTML = await answer.text();
      this.hits().forEach((hit, i) => { hit.id = `hasil-${i}`; });
      this.said.textContent = this.hits().length || "";
      this.choose(0);
    } catch (error) {
      if (error.name !== "AbortError") this.said.textContent = document.documentElement.lang === "en" ? "offline, try again" : "tidak tersambung, coba lagi";
    }
  }
  hits() { return [...this.list.querySelectorAll(".hit")]; }
  choose(index) {
    const hits = this.hits();
    this.index = hits.length ? (index + hits.length) % hits.length : -1;
    hits.forEach((hit, i) => hit.setAttribute("aria-selected", String(i === this.index)));
    if (this.index < 0) { this.input.removeAttribute("aria-activedescendant"); return; }
    this.input.setAttribute("aria-activedescendant", hits[this.index].id);
    hits[this.index].scrollIntoView({ block: "nearest" });
  }
  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); this.choose(this.index + step); }
    if (event.key === "Enter" && this.index >= 0) { event.preventDefault(); this.hits()[this.index].click(); }
  }
}
customElements.define("pd-palette", Palette);
