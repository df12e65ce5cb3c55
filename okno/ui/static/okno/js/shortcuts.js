// data-key="Space" (or N, 1, Escape, Enter, ArrowDown, "F1 ?" …) on a button or link: that key presses it.
// Keys are places on the keyboard, so they work the same under the Russian layout; "?" is the sign itself.
// Not while typing; an element that has the focus keeps its own keys; a dialog has the keys to itself.
// A checkbox with data-keys-toggle switches single keys off and on in this browser (WCAG 2.1.4); F1 stays.
const root = document.documentElement;
const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
const PRESSABLE = "button, a[href], summary, [role=button], input";
const KEPT = "okno-keys";

const codes = (key) => (/^[A-Z]$/.test(key) ? [`Key${key}`] : /^\d$/.test(key) ? [`Digit${key}`, `Numpad${key}`] : [key]);
const means = (event, key) => (event.key === "?" || key === "?" ? event.key === key : codes(key).includes(event.code));
const mayBePressed = (element) => !element.disabled && element.checkVisibility();

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
  const focused = document.activeElement;
  const at = focused?.checkVisibility() ? focused : null; // a field of a dialog just closed has the focus a moment longer
  if (at?.matches(TYPING)) {
    if (event.code === "Escape" && !event.isComposing) at.blur(); // then it is a key again: nobody loses what is typed
    return;
  }
  if (event.code === "Space" && at?.matches("a[role=button]")) {
    event.preventDefault();
    at.click(); // a link that calls itself a button is pressed like one
    return;
  }
  if (root.dataset.keys === "off" && event.code !== "F1") return;
  if (["Space", "Enter"].includes(event.code) && at?.matches(PRESSABLE)) return;
  const within = document.querySelector("dialog[open]") ?? document;
  const found = [...within.querySelectorAll("[data-key]")].find(
    (element) => mayBePressed(element) && element.dataset.key.split(" ").some((key) => means(event, key)),
  );
  if (!found) return;
  event.preventDefault();
  found.click(); // without the focus: Space must go on meaning the next act
});

function keep(state) {
  root.dataset.keys = state;
  document.querySelectorAll("[data-keys-toggle]").forEach((box) => (box.checked = state === "on"));
}

keep(localStorage.getItem(KEPT) === "off" ? "off" : "on");
document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-keys-toggle]")) return;
  keep(target.checked ? "on" : "off");
  localStorage.setItem(KEPT, root.dataset.keys);
});
