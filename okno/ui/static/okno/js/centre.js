// What a page asks by itself says which centre it shows: another may have been chosen in the next tab. Then the page
// is told so once (`other_centre_open`), html[data-elsewhere], and asks by itself no more: it shows what was.
const root = document.documentElement;

document.addEventListener("htmx:configRequest", (event) => {
  const { centre } = document.body.dataset;
  if (centre) event.detail.headers["Okno-Centre"] = centre;
  if ("elsewhere" in root.dataset && event.detail.elt.matches("[data-live]")) event.preventDefault();
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.getResponseHeader("Okno-Refused") === "other_centre_open") root.dataset.elsewhere = "";
  else if (detail.xhr.status < 400) delete root.dataset.elsewhere; // it was chosen again
});
