// data-opens="id" opens that <dialog>; data-closes, a click beside it and Escape close it. The focus comes back by itself.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.opens)?.showModal();
    return;
  }
  const dialog = event.target.closest("dialog");
  if (dialog && (event.target === dialog || event.target.closest("[data-closes]"))) dialog.close();
});

// Enter in a list sends the form that says data-enter-sends, as it does in a field. The arrows and letters choose.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest("form[data-enter-sends]");
  if (event.key !== "Enter" || !form || !event.target.matches("select")) return;
  event.preventDefault();
  form.requestSubmit();
});

// A dialog whose act the server has answered is finished: it is done, or the refusal stands in #notice, which the
// dialog would cover. One that was opened to be filled, and is not, closes too.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const refused = detail.xhr.getResponseHeader("HX-Retarget");
  const isAct = detail.requestConfig.verb !== "get";
  if (isAct && (detail.successful || refused)) detail.elt.closest("dialog[open]")?.close();
  else if (refused && detail.elt.dataset.opens) document.getElementById(detail.elt.dataset.opens)?.close();
});
