// <ok-photo>: okno takes small requests only, and a camera's picture is large. The square that is kept is cut here
// already, and goes as text in the field "photo". What this browser cannot draw goes empty, and is refused in words.
const SIDE = 256, MOST = 40_000; // pixels, bytes
const QUALITIES = [0.9, 0.8, 0.6, 0.4, 0.2];

customElements.define("ok-photo", class extends HTMLElement {
  connectedCallback() {
    this.querySelector("input[type=file]").addEventListener("change", (event) => this.take(event.target));
  }

  async take(input) {
    const [file] = input.files;
    const cut = file ? await this.cut(file).catch(() => "") : "";
    if (input.files[0] !== file) return; // another was chosen meanwhile
    input.form.elements.photo.value = cut;
    this.dataset.taken = file?.name ?? "";
  }

  async cut(file) {
    const picture = await createImageBitmap(file);
    const side = Math.min(picture.width, picture.height);
    if (side < SIDE) return "";
    const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
    const left = (picture.width - side) / 2, top = (picture.height - side) / 4;
    const drawing = canvas.getContext("2d");
    drawing.imageSmoothingQuality = "high";
    drawing.drawImage(picture, left, top, side, side, 0, 0, SIDE, SIDE);
    const tried = QUALITIES.map((quality) => canvas.toDataURL("image/jpeg", quality).split(",")[1]);
    return tried.find((text) => text.length * 3 / 4 < MOST) ?? "";
  }
});
