// #notice holds what the last act had to say: it is emptied when the next act begins, and seen when it comes; not
// when a part of the page had asked by itself, while somebody reads further down.
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.requestConfig.verb === "get") return;
  document.getElementById("notice")?.replaceChildren();
  delete document.documentElement.dataset.elsewhere; // it was said there (centre.js): unsaid, the page asks again
});
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const byItself = detail.requestConfig.elt.matches("[data-live]");
  if (detail.target.id === "notice" && !byItself) detail.target.scrollIntoView({ block: "nearest" });
});
