// <ok-clock data-zone="Europe/Moscow">14:20</ok-clock>: okno time at the centre, kept right.
import { everySecond, now } from "./clock.js";

class OkClock extends HTMLElement {
  connectedCallback() {
    const shown = new Intl.DateTimeFormat(document.documentElement.lang, {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone: this.dataset.zone || undefined,
    });
    this.stop = everySecond(() => {
      const text = shown.format(now());
      if (this.textContent !== text) this.textContent = text;
    });
  }

  disconnectedCallback() {
    this.stop();
  }
}

customElements.define("ok-clock", OkClock);
