// A password can be looked at before it is sent: adds a button to every <pd-reveal>; without scripts the field stays as it is.
class Reveal extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input[type=password]");
    if (!input || this.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    const tell = () => {
      const hidden = input.type === "password";
      button.textContent = hidden ? this.dataset.show : this.dataset.hide;
      button.setAttribute("aria-pressed", String(!hidden));
    };
    button.addEventListener("click", () => {
      input.type = input.type === "password" ? "text" : "password";
      tell();
      input.focus();
    });
    input.form?.addEventListener("submit", () => { input.type = "password"; });
    this.classList.add("reveal");
    this.append(button);
    tell();
  }
}
customElements.define("pd-reveal", Reveal);
