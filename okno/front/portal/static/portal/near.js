// Where the visitor is goes to okno in the body of one question and is not kept.
const button = document.querySelector("[data-near]");
button?.addEventListener("click", () => {
  navigator.geolocation?.getCurrentPosition(
    ({ coords }) =>
      htmx.ajax("POST", button.dataset.near, {
        target: "#near",
        swap: "outerHTML",
        values: { lat: coords.latitude.toFixed(3), lon: coords.longitude.toFixed(3) },
      }),
    () => button.remove(),
  );
});
