// <ok-passkey data-does="get|create">: asks the browser for a passkey with the JSON inside, and sends its answer
// by the form inside. A browser that knows no passkeys leaves the element hidden; another way stands beside it.
customElements.define("ok-passkey", class extends HTMLElement {
  connectedCallback() {
    const knows = window.PublicKeyCredential?.parseRequestOptionsFromJSON;
    this.hidden = !knows;
    if (!knows) return;
    this.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask(event.target);
    });
  }

  async ask(form) {
    const failed = this.querySelector("[data-failed]");
    failed.hidden = true;
    const wish = JSON.parse(this.querySelector("script").textContent);
    try {
      const found = this.dataset.does === "create"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(wish) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(wish) });
      form.elements.passkey.value = JSON.stringify(found.toJSON());
      form.submit();
    } catch {
      failed.hidden = false; // the person closed the browser's question, or has no passkey here
    }
  }
});
