// <ok-idle data-after="60" data-warn="20" data-start="/kiosk/"><dialog>… <b data-left></b> …</dialog></ok-idle>
// Nobody touches the kiosk: after `after` seconds it asks, `warn` seconds later it forgets everything and goes to
// the start. Any touch, or the button in the dialog, gives the whole time again (WCAG 2.2.1). Without a dialog it just
// goes there. Real seconds.
/** A page that cannot be reached would leave the browser's own error page on the screen for good. */
const answers = (address) => fetch(address, { cache: "no-store" }).then(({ status }) => status < 500, () => false);

class OkIdle extends HTMLElement {
  connectedCallback() {
    this.touched = () => this.renew();
    ["pointerdown", "keydown", "input", "scroll"].forEach((kind) => addEventListener(kind, this.touched, { capture: true, passive: true }));
    this.renew();
    this.beat = setInterval(() => this.look(), 500);
  }

  disconnectedCallback() {
    clearInterval(this.beat);
    ["pointerdown", "keydown", "input", "scroll"].forEach((kind) => removeEventListener(kind, this.touched, { capture: true }));
  }

  renew() {
    this.since = performance.now();
    this.querySelector("dialog")?.close();
  }

  look() {
    const [after, warn] = [Number(this.dataset.after || 60), Number(this.dataset.warn || 20)];
    const left = after + warn - (performance.now() - this.since) / 1000;
    if (left <= 0) return this.forget();
    if (left > warn) return;
    const dialog = this.querySelector("dialog");
    if (dialog && !dialog.open) dialog.showModal();
    const figure = this.querySelector("[data-left]");
    if (figure) figure.textContent = Math.ceil(left);
  }

  /** Everything is wiped at once; the way to the start is taken as soon as somebody there answers. */
  async forget() {
    clearInterval(this.beat);
    sessionStorage.clear();
    const start = this.dataset.start || "/";
    if (this.querySelector("dialog")) document.querySelector("main")?.replaceChildren();
    while (!(await answers(start))) await new Promise((again) => setTimeout(again, 3000));
    location.replace(start);
  }
}

// The next person must not come back to this page with the browser's memory of it.
addEventListener("pageshow", (event) => event.persisted && document.querySelector("ok-idle") && location.reload());
customElements.define("ok-idle", OkIdle);
