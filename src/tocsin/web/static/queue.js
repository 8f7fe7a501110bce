// The queue by keyboard. Everything it does a button does too.
const rows = () => [...document.querySelectorAll("[data-row]")];
let at = -1;
const go = (to) => {
  const all = rows();
  if (!all.length) return;
  at = Math.max(0, Math.min(to, all.length - 1));
  const link = all[at].querySelector("[data-open]");
  if (link) link.focus();
  all[at].scrollIntoView({ block: "nearest" });
};
const here = () => {
  const row = document.activeElement && document.activeElement.closest("[data-row]");
  if (row) at = rows().indexOf(row);
  return rows()[at];
};
const press = (what) => {
  const row = here();
  const button = row && row.querySelector(what);
  if (button) button.click();
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
  const does = {
    j: () => { here(); go(at + 1); },
    k: () => { here(); go(at - 1); },
    a: () => press("[data-accept]"),
    s: () => press("[data-set-aside]"),
    u: () => press("[data-undo]"),
    x: () => press("[data-tick]"),
    o: () => press("[data-open]"),
    "/": () => document.getElementById("search").focus(),
  }[event.key];
  if (!does) return;
  event.preventDefault();
  does();
});
