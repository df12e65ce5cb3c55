// <ok-vibrate data-key="call-17" data-pattern="300 150 300">: the phone shakes once when the key is new.
import { isNews } from "./seen.js";

customElements.define("ok-vibrate", class extends HTMLElement {
  connectedCallback() {
    const pattern = (this.dataset.pattern || "300 150 300").split(" ").map(Number);
    if (isNews("vibrate", this.dataset.key)) navigator.vibrate?.(pattern);
  }
});
