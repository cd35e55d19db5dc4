// Light, dark, or as the device wishes: kept in a cookie, so that the server draws the next page right at once.
const root = document.documentElement;
document.addEventListener("submit", event => {
  const form = event.target.closest("[data-theme-choice]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  const secure = location.protocol === "https:" ? ";Secure" : "";
  document.cookie = `tema=${theme};path=/;SameSite=Lax;max-age=${theme ? 31536000 : 0}${secure}`;
  if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
  for (const button of document.querySelectorAll("[data-theme-choice] button")) button.setAttribute("aria-pressed", String(button.value === theme));
});
