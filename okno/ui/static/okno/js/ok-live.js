// The bar that says the line is gone, and from when the things on the screen are.
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
    document.addEventListener("okno-link", this.changed);
  }

  disconnectedCallback() {
    document.removeEventListener("okno-link", this.changed);
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
