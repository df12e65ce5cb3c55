// <ok-keyboard data-for="q">: a keyboard on the screen. data-types adds its letter to the field, data-erases takes
// one or all away, data-switches shows the other layout. The field hears `input`, as from any keyboard.
customElements.define("ok-keyboard", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", ({ target }) => this.press(target.closest("button")));
  }

  press(key) {
    if (!key) return;
    if ("switches" in key.dataset) return this.switch();
    const field = document.getElementById(this.dataset.for);
    const letters = [...field.value];
    if (key.dataset.erases === "one") letters.pop();
    else if (key.dataset.erases) letters.length = 0;
    else if (letters.length < field.maxLength) letters.push(key.dataset.types);
    field.value = letters.join("");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  switch() {
    for (const part of this.querySelectorAll("[data-layout]")) part.hidden = !part.hidden;
  }
});
