// Small comforts. Every page works without them.
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

function wire(within) {
  for (const button of all("[data-print]", within)) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  for (const box of all("textarea", within)) {
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && box.form) box.form.requestSubmit();
    });
  }
  for (const form of all("[data-live]", within)) form.addEventListener("submit", listen);
  if ("speechSynthesis" in window) for (const button of all("[data-speak]", within)) canSpeak(button);
  if (navigator.share) {
    for (const button of all("[data-share]", within)) {
      button.hidden = false;
      button.addEventListener("click", () => navigator.share({ text: button.dataset.share }).catch(() => {}));
    }
  }
}

// Read aloud what is marked for it, leaving out what is not shown.
function canSpeak(button) {
  const label = button.querySelector("span"), begin = label.textContent;
  const rest = () => { label.textContent = begin; };
  button.hidden = false;
  button.addEventListener("click", () => {
    if (speechSynthesis.speaking) { speechSynthesis.cancel(); rest(); return; }
    const parts = all("[data-aloud]").map((part) => part.innerText.trim()).filter(Boolean);
    label.textContent = button.dataset.stop;
    parts.forEach((part, number) => {
      const said = new SpeechSynthesisUtterance(part);
      said.lang = button.dataset.speak;
      said.rate = 0.9;
      if (number === parts.length - 1) said.onend = rest;
      speechSynthesis.speak(said);
    });
  });
}

// A call: put what was heard into the page without loading it anew, and keep the box ready to type in.
async function listen(event) {
  event.preventDefault();
  const form = event.target, body = new URLSearchParams(new FormData(form, event.submitter));
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  const fresh = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
  const part = fresh && fresh.querySelector("[data-live-part]"), old = document.querySelector("[data-live-part]");
  if (!part) { // no answer, or a page that says why: let the browser ask and show it
    form.removeEventListener("submit", listen);
    form.requestSubmit(event.submitter);
    return;
  }
  const alarmed = old.querySelector(".alarm"), alarm = part.querySelector(".alarm");
  // The bell rings once; afterwards it stays where it is, so that a screen reader does not say it at every turn.
  if (alarmed && alarm) alarm.removeAttribute("role");
  old.replaceWith(part);
  document.title = fresh.title;
  wire(part);
  part.querySelector("#words").focus({ preventScroll: Boolean(alarm) });
  if (alarm && !alarmed) {
    window.scrollTo(0, 0);
    if (navigator.vibrate) navigator.vibrate([400, 200, 400]);
  }
}

wire(document);
const summary = document.querySelector("[data-fault]");
if (summary) summary.focus();
