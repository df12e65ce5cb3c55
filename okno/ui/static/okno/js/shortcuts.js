// data-key="Space" (or N, 1, Escape, Enter, ArrowDown …) on a button or link: that key presses it.
// Keys are places on the keyboard, so they work the same under the Russian layout.
// Not while typing; an element that has the focus keeps its own keys; a dialog has the keys to itself.
// html[data-keys="off"] switches them off (WCAG 2.1.4); an element with data-keys-toggle does that.
const root = document.documentElement;
const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
const PRESSABLE = "button, a[href], summary, [role=button], input";

const codes = (key) => (/^[A-Z]$/.test(key) ? [`Key${key}`] : /^\d$/.test(key) ? [`Digit${key}`, `Numpad${key}`] : [key]);

addEventListener("keydown", (event) => {
  if (root.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
  const at = document.activeElement;
  if (at?.matches(TYPING)) return;
  if (["Space", "Enter"].includes(event.code) && at?.matches(PRESSABLE)) return;
  const within = document.querySelector("dialog[open]") ?? document;
  const found = [...within.querySelectorAll("[data-key]")].find(
    (element) => codes(element.dataset.key).includes(event.code) && !element.disabled && element.checkVisibility(),
  );
  if (!found) return;
  event.preventDefault();
  found.focus({ preventScroll: true });
  found.click();
});

if (localStorage.getItem("okno-keys") === "off") root.dataset.keys = "off";
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-keys-toggle]")) return;
  root.dataset.keys = root.dataset.keys === "off" ? "on" : "off";
  localStorage.setItem("okno-keys", root.dataset.keys);
});
