// What a page asks by itself says which centre it shows: another may have been chosen in the next tab.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const { centre } = document.body.dataset;
  if (centre) detail.headers["Okno-Centre"] = centre;
});
