// Where the visitor is goes to okno in the body of one question, rounded to a hundred metres, and is not kept.
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-near]");
  if (!button) return;
  const refused = () => {
    button.hidden = true;
    button.parentElement.querySelector("[data-near-why]").hidden = true;
    button.parentElement.querySelector("[data-near-refused]").hidden = false;
  };
  const found = ({ coords }) =>
    htmx.ajax("POST", button.dataset.near, {
      target: button.dataset.target,
      swap: "outerHTML",
      values: {
        lat: coords.latitude.toFixed(3),
        lon: coords.longitude.toFixed(3),
        ...("all" in button.dataset && { all: "" }),
      },
    });
  if (!navigator.geolocation) refused();
  else navigator.geolocation.getCurrentPosition(found, refused, { timeout: 10_000 });
});
