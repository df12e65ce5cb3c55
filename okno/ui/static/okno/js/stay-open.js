// A <details id> that somebody opened stays open when the part of the page around it renews itself.
const opened = new Set();

document.addEventListener(
  "toggle",
  ({ target }) => target.id && target.isConnected && opened[target.open ? "add" : "delete"](target.id),
  true, // toggle does not bubble
);
document.addEventListener("htmx:afterSwap", () => {
  for (const id of opened) {
    const found = document.getElementById(id);
    if (found) found.open = true;
  }
});
