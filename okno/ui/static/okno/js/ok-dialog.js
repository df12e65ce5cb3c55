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

// A dialog whose act the server has answered is finished: it is done, or the refusal stands in #notice, which the
// dialog would cover.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const answered = detail.successful || detail.xhr.getResponseHeader("HX-Retarget");
  if (answered && detail.requestConfig.verb !== "get") detail.elt.closest("dialog[open]")?.close();
});
