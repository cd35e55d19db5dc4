// <pd-bulk>: choosing rows. The bar with the actions appears with a selection; Shift chooses a range.
class Bulk extends HTMLElement {
  connectedCallback() {
    this.bar = this.querySelector(".bulkbar");
    this.all = this.querySelector("[data-all]");
    this.addEventListener("change", event => { if (event.target === this.all) this.boxes().forEach(box => { box.checked = this.all.checked; }); this.show(); });
    this.addEventListener("click", event => this.range(event));
    this.show();
  }
  boxes() { return [...this.querySelectorAll("tbody input[name=id]")]; }
  range(event) {
    if (event.target.name !== "id") return;
    const boxes = this.boxes(), now = boxes.indexOf(event.target);
    if (event.shiftKey && this.last !== undefined) {
      const [from, to] = [this.last, now].sort((a, b) => a - b);
      boxes.slice(from, to + 1).forEach(box => { box.checked = event.target.checked; });
      this.show();
    }
    this.last = now;
  }
  show() {
    const boxes = this.boxes(), chosen = boxes.filter(box => box.checked);
    boxes.forEach(box => box.closest("tr").classList.toggle("chosen", box.checked));
    if (this.all) { this.all.checked = chosen.length > 0 && chosen.length === boxes.length; this.all.indeterminate = chosen.length > 0 && chosen.length < boxes.length; }
    if (!this.bar) return;
    this.bar.hidden = chosen.length === 0;
    this.bar.querySelector("[data-chosen]").textContent = document.documentElement.lang === "en" ? `${chosen.length} chosen` : `${chosen.length} dipilih`;
  }
}
customElements.define("pd-bulk", Bulk);
