// Asks the browser to make or use a passkey, and sends what it brings with the page's own form. Nothing else is asked.
const form = document.querySelector("form[data-passkey]");
const fault = document.querySelector("[data-fault]");

if (form && window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const asked = JSON.parse(form.dataset.options);
      const brought =
        form.dataset.passkey === "add"
          ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
          : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
      form.elements.credential.value = JSON.stringify(brought.toJSON());
      form.submit();
    } catch {
      fault.hidden = false;
    }
  });
} else {
  document.querySelector("[data-without]").hidden = false;
}
