// A card on the officers' desk: its secret becomes the public half here and is forgotten; only that half is sent.
import { publicCredential, readElection } from "../booth/belenios.js";

const form = document.querySelector("[data-card]");
const secret = form.querySelector("[data-card-secret]");
const error = form.querySelector("[data-card-error]");
const ready = form.querySelector("[data-card-ready]");
const target = form.querySelector("[name=public]");
const election = readElection(JSON.parse(document.getElementById("pemilihan").textContent));

if (target.value) ready.hidden = false;
function read() {
  if (!secret.value.trim()) return Boolean(target.value);
  try {
    target.value = publicCredential(election, secret.value.trim());
    error.hidden = true;
    ready.hidden = false;
    secret.value = "";
    return true;
  } catch (problem) {
    target.value = "";
    ready.hidden = true;
    error.textContent = problem.message;
    error.hidden = false;
    return false;
  }
}
secret.addEventListener("change", read);
secret.addEventListener("keydown", event => { if (event.key === "Enter") { event.preventDefault(); if (read()) form.querySelector("[name=look]").click(); } });
form.addEventListener("submit", event => { if (!read()) { event.preventDefault(); secret.focus(); } });
