// A mode (lower, contrast, larger) takes effect at once; the page comes again with what was chosen.
for (const box of document.querySelectorAll("[data-submits]")) box.addEventListener("change", () => box.form.requestSubmit());

const away = document.getElementById("away");
const answers = () => fetch(away.dataset.asks, { cache: "no-store" }).then(({ ok }) => ok, () => false);

/** Go on as soon as the house answers. Until then the screen says so: the browser's own error page has no way back. */
async function whenItAnswers(go) {
  while (!(await answers())) {
    if (!away.open) away.showModal();
    await new Promise((again) => setTimeout(again, 1000));
  }
  away.close();
  go();
}

// A second tap on the way to the next page is not a second wish. Also for forms that htmx brings later.
addEventListener("submit", (event) => {
  const [form, button] = [event.target, event.submitter];
  if (form.hasAttribute("hx-post")) return;
  if (form.dataset.goes) return void delete form.dataset.goes;
  event.preventDefault();
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  whenItAnswers(() => {
    form.dataset.goes = "yes";
    form.requestSubmit(button);
    if ("prints" in form.dataset) delete form.dataset.sent; // a file comes, the page stays
  });
});
addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || link.target) return; // what opens beside leaves the kiosk where it is
  event.preventDefault();
  whenItAnswers(() => location.assign(link.href));
});
addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => delete form.dataset.sent));

// Where the paper is the browser's business, it is given to it at once; the button is for a second time. Not before
// the page is whole: the browser would stop what is still on its way.
addEventListener("load", () => document.querySelector("[data-prints]")?.requestSubmit());
