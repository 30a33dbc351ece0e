// Passkeys: asks the device to make one or to use one, and sends its answer with the form.

const OPTIONS = "s-passkey-options";

const bytes = (text) => {
  const base64 = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
};
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
const known = (list) => list?.map((each) => ({ ...each, id: bytes(each.id) }));

// What the server asks for, as the browser wants it.
const asked = ({ publicKey }) => ({
  ...publicKey,
  challenge: bytes(publicKey.challenge),
  ...(publicKey.user && { user: { ...publicKey.user, id: bytes(publicKey.user.id) } }),
  allowCredentials: known(publicKey.allowCredentials),
  excludeCredentials: known(publicKey.excludeCredentials),
});

// What the device answers, as the server wants it.
const answer = (credential) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
};

const make = (options) => {
  const publicKey = asked(options);
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  };
  return navigator.credentials.create({ publicKey });
};
const use = (options, isAll) => {
  const publicKey = asked(options);
  if (isAll) publicKey.userVerification = "required";
  return navigator.credentials.get({ publicKey });
};

const prepared = () => JSON.parse(document.getElementById(OPTIONS).textContent);
const WAYS = {
  create: async () => make(prepared().creation_options),
  get: async () => use(prepared().request_options, false),
  login: async (form) => {
    const told = await fetch(form.action, { headers: { Accept: "application/json" } });
    return use((await told.json()).request_options, true);
  },
};

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("button");
      const wrong = form.querySelector("[role=alert][hidden], .s-wrong");
      button.disabled = true;
      try {
        form.elements.credential.value = answer(await WAYS[form.dataset.passkey](form));
        form.submit();
      } catch {
        wrong.hidden = false;
        button.disabled = false;
      }
    });
  }
}
