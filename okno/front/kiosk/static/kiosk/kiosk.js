// A mode (lower, contrast, larger) takes effect at once; the page comes again with what was chosen.
for (const box of document.querySelectorAll("[data-submits]")) box.addEventListener("change", () => box.form.requestSubmit());
// A second tap on the way to the next page is not a second wish.
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => delete form.dataset.sent));
