// <ok-more>: a list that scrolls, and below it a sign for as long as something of it is out of sight there.
customElements.define("ok-more", class extends HTMLElement {
  connectedCallback() {
    const [list, sign] = this.children;
    const look = () => (sign.hidden = list.scrollHeight - list.scrollTop - list.clientHeight < 2);
    list.addEventListener("scroll", look, { passive: true });
    new ResizeObserver(look).observe(list);
  }
});
