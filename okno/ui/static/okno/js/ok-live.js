// The bar that says the screen may be old, and from when the things on it are. It stays until they are renewed.
// <ok-live hidden data-zone="Europe/Moscow"> … <time data-last></time> … </ok-live>, one per layout.
import { now } from "./clock.js";

const PATIENCE = 2500; // a hiccup shorter than this is nobody's business
let last = now();

class OkLive extends HTMLElement {
  connectedCallback() {
    this.changed = ({ detail }) => {
      clearTimeout(this.timer);
      if (detail === "on") this.hidden = true;
      else this.timer = setTimeout(() => this.show(), PATIENCE);
    };
    this.updated = () => this.hidden || this.show(); // asked by itself while the line is still down
    document.addEventListener("okno-link", this.changed);
    document.addEventListener("okno-updated", this.updated);
  }

  disconnectedCallback() {
    document.removeEventListener("okno-link", this.changed);
    document.removeEventListener("okno-updated", this.updated);
  }

  show() {
    const time = this.querySelector("[data-last]");
    if (time) {
      const zone = this.dataset.zone || undefined;
      time.textContent = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(last);
      time.dateTime = new Date(last).toISOString();
    }
    this.hidden = false;
  }
}

document.addEventListener("okno-updated", () => (last = now()));
customElements.define("ok-live", OkLive);
