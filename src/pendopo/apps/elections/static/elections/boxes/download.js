// A form whose answer is a file that is made only once: fetch it, hand it out, then show the page as it is now.
for (const form of document.querySelectorAll("form[data-download]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    if (button.disabled) return;
    button.disabled = true;
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action || location.href, { method: "POST", body: new FormData(form) });
      const said = answer.headers.get("content-disposition") || "";
      if (answer.ok && said.startsWith("attachment")) hand(await answer.blob(), /filename="([^"]+)"/.exec(said)[1]);
    } finally {
      // the file is given out, or the page tells why not
      setTimeout(() => location.assign(form.dataset.download || location.href), 400);
    }
  });
}

function hand(content, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
