// #notice holds what the last act had to say: it is emptied when the next act begins, and seen when it comes.
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.requestConfig.verb !== "get") document.getElementById("notice")?.replaceChildren();
});
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "notice") detail.target.scrollIntoView({ block: "nearest" });
});
