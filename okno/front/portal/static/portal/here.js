// Where the phone is goes to okno in one form, rounded to a hundred metres, and is not kept.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-here]");
  if (!form || form.elements.lat.value) return;
  event.preventDefault();
  const refused = () => {
    form.querySelector("button").hidden = true;
    form.querySelector("[data-here-why]").hidden = true;
    form.querySelector("[data-here-refused]").hidden = false;
  };
  const found = ({ coords }) => {
    form.elements.lat.value = coords.latitude.toFixed(3);
    form.elements.lon.value = coords.longitude.toFixed(3);
    form.requestSubmit();
  };
  if (!navigator.geolocation) refused();
  else navigator.geolocation.getCurrentPosition(found, refused, { timeout: 10_000 });
});
