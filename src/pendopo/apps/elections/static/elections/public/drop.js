// An archive may be dropped onto the box; a file that is too large is said before it is sent.

const form = document.getElementById("pp-drop");
const zone = form.querySelector(".pp-zone");
const input = form.querySelector("input[type=file]");
const said = form.querySelector("[data-said]");

form.querySelector("[data-hint]").hidden = false;
for (const name of ["dragenter", "dragover"]) {
  zone.addEventListener(name, (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
}
zone.addEventListener("dragleave", () => zone.classList.remove("over"));
zone.addEventListener("drop", (event) => {
  event.preventDefault();
  zone.classList.remove("over");
  if (!event.dataTransfer.files.length) return;
  input.files = event.dataTransfer.files;
  fits();
});
input.addEventListener("change", fits);
form.addEventListener("submit", (event) => {
  if (!fits()) {
    event.preventDefault();
    return;
  }
  if (!input.files.length) return;
  said.textContent = form.dataset.busy;
  form.querySelector("button").setAttribute("aria-disabled", "true");
});
window.addEventListener("pageshow", () => form.querySelector("button").removeAttribute("aria-disabled"));

function fits() {
  const file = input.files[0];
  const good = !file || file.size <= Number(form.dataset.most) * 1024 * 1024;
  said.textContent = good ? "" : form.dataset.large;
  return good;
}
