// <ok-scan data-asks="/kiosk/check-in/frame/" hidden>: the camera. It appears when there is one and it may be used, asks
// twice a second what a small grey picture of it says, and goes on by its form as soon as that is an appointment.
const EVERY = 500, WIDTH = 640, MOST = 60_000; // milliseconds, pixels, bytes: no larger body is taken

customElements.define("ok-scan", class extends HTMLElement {
  async connectedCallback() {
    this.video = this.querySelector("video");
    this.canvas = document.createElement("canvas");
    this.stream = await navigator.mediaDevices?.getUserMedia({ video: { width: { ideal: 1280 } } }).catch(() => null);
    if (!this.stream) return;
    this.video.srcObject = this.stream;
    await this.video.play().catch(() => null);
    this.hidden = false;
    while (this.isConnected && !(await this.saw())) await new Promise((again) => setTimeout(again, EVERY));
    this.disconnectedCallback();
  }

  disconnectedCallback() {
    this.stream?.getTracks().forEach((track) => track.stop());
  }

  /** One look. True when there is nothing more to look for. */
  async saw() {
    const picture = await this.picture();
    const headers = { "Content-Type": "image/jpeg", "X-CSRFToken": this.querySelector("[name=csrfmiddlewaretoken]").value };
    const answer = picture && await fetch(this.dataset.asks, { method: "POST", headers, body: picture }).catch(() => null);
    if (answer?.status !== 200) return false;
    const { token } = await answer.json();
    this.querySelector("[data-other]").hidden = Boolean(token);
    if (!token) return false;
    const form = this.querySelector("form");
    form.elements.token.value = token;
    form.requestSubmit();
    return true;
  }

  async picture() {
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth) return null;
    const shrink = Math.min(1, WIDTH / Math.max(videoWidth, videoHeight));
    Object.assign(this.canvas, { width: videoWidth * shrink, height: videoHeight * shrink });
    const pen = this.canvas.getContext("2d");
    pen.filter = "grayscale(1)";
    pen.drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    for (const quality of [.8, .5, .3]) {
      const picture = await new Promise((made) => this.canvas.toBlob(made, "image/jpeg", quality));
      if (picture?.size <= MOST) return picture;
    }
    return null;
  }
});
