// <ok-checklist data-name="passport">: ticks stay in this browser, so that one can pack the bag over two days.
const read = (name) => {
  try {
    return new Set(JSON.parse(localStorage.getItem(name) ?? "[]"));
  } catch {
    return new Set();
  }
};

class OkChecklist extends HTMLElement {
  connectedCallback() {
    const name = `okno-checklist-${this.dataset.name}`;
    const ticked = read(name);
    for (const box of this.querySelectorAll("input[type=checkbox]")) box.checked = ticked.has(box.value);
    this.addEventListener("change", () => {
      const boxes = [...this.querySelectorAll("input:checked")].map((box) => box.value);
      localStorage.setItem(name, JSON.stringify(boxes));
    });
  }
}

customElements.define("ok-checklist", OkChecklist);
document.addEventListener("click", (event) => event.target.closest("[data-prints]") && print());
