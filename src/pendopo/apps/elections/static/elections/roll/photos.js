// The form of photos: the ZIP is made small here before it is sent. Where a browser cannot, it goes as it is.
import { shrunk } from "./shrink.js";

const place = document.getElementById("foto-form");
if (place) {
  const form = place.querySelector("form");
  const said = document.getElementById("foto-kecil");
  const input = form.querySelector("input[data-shrink]");
  form.addEventListener("submit", async (event) => {
    if (!input.files.length || form.hasAttribute("aria-busy")) return;
    event.preventDefault();
    form.setAttribute("aria-busy", "true");
    form.querySelector("button").disabled = true;
    said.hidden = false;
    let total = 0;
    const tell = (done, of) => {
      total = of;
      said.textContent = said.dataset.busy.replace("{done}", done).replace("{total}", of);
    };
    try {
      const small = await shrunk(input.files[0], tell);
      const chosen = new DataTransfer();
      chosen.items.add(new File([small], input.files[0].name, { type: "application/zip" }));
      input.files = chosen.files;
      const size = Math.max(0.1, small.size / 1024 / 1024).toFixed(1).replace(".", ",");
      said.textContent = said.dataset.done.replace("{total}", total).replace("{size}", size);
    } catch {
      said.textContent = said.dataset.failed;
    }
    form.submit();
  });
  window.addEventListener("pageshow", () => {
    form.removeAttribute("aria-busy");
    form.querySelector("button").disabled = false;
  });
}
