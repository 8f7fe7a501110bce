// Small comforts. Every page works without them.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
for (const box of document.querySelectorAll("textarea")) {
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && box.form) box.form.requestSubmit();
  });
}
const summary = document.querySelector("[data-fault]");
if (summary) summary.focus();
