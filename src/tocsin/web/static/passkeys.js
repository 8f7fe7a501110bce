// Passkeys. A form holds what the browser is asked in data-passkey; its answer goes into the form, which is then sent.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function make(asked) {
  asked.challenge = bytes(asked.challenge);
  asked.user.id = bytes(asked.user.id);
  for (const one of asked.excludeCredentials || []) one.id = bytes(one.id);
  const made = await navigator.credentials.create({ publicKey: asked });
  return {
    id: made.id, rawId: made.id, type: made.type,
    response: { clientDataJSON: text(made.response.clientDataJSON), attestationObject: text(made.response.attestationObject) },
  };
}

async function use(asked) {
  asked.challenge = bytes(asked.challenge);
  for (const one of asked.allowCredentials || []) one.id = bytes(one.id);
  const used = await navigator.credentials.get({ publicKey: asked });
  const hand = used.response.userHandle;
  return {
    id: used.id, rawId: used.id, type: used.type,
    response: {
      clientDataJSON: text(used.response.clientDataJSON), authenticatorData: text(used.response.authenticatorData),
      signature: text(used.response.signature), userHandle: hand ? text(hand) : null,
    },
  };
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      const said = form.querySelector("[data-said]");
      said.textContent = "";
      try {
        const asked = JSON.parse(form.dataset.passkey);
        form.elements.credential.value = JSON.stringify(await (asked.user ? make(asked) : use(asked)));
        form.submit();
      } catch (error) {
        said.textContent = "Nothing came of it. Try again, or use another way.";
      }
    });
  }
}
