// What went wrong with a request in the background, said in words; what is on the screen stays.
const english = document.documentElement.lang === "en";
function say(text, tone = "bad") {
  const place = document.getElementById("kabar");
  if (!place) return;
  const notice = Object.assign(document.createElement("div"), { className: `msg ${tone}`, textContent: text });
  place.replaceChildren(notice);
  setTimeout(() => notice.remove(), 8000);
}
document.addEventListener("htmx:response:error", event => {
  const status = event.detail?.ctx?.response?.status;
  if (status === 401) location.reload();
  else if (status === 429) say(english ? "Too many requests. Wait a moment, then try again." : "Terlalu banyak permintaan. Tunggu sebentar, lalu coba lagi.", "watch");
  else if (status === 403) say(english ? "Your post does not allow this." : "Jabatan Anda tidak mengizinkan tindakan ini.");
  else say(english ? "That did not work. Nothing was changed; try again." : "Belum berhasil. Tidak ada yang berubah; coba lagi.");
});
document.addEventListener("htmx:error", () => say(english ? "No connection. What is shown may be old." : "Tidak tersambung. Yang tampak mungkin sudah lama.", "stale"));
export { say };
