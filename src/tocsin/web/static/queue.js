// The desk by keyboard. Everything it does a button or a link does too; the keys can be turned off (WCAG 2.1.4).
const OFF = "tocsin-keys-off";
const off = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
const rows = () => [...document.querySelectorAll("[data-row], main .rows > li")].filter((row) => row.querySelector("a[href]"));
let at = -1, going = false;
const go = (to) => {
  const all = rows();
  if (!all.length) return;
  at = Math.max(0, Math.min(to, all.length - 1));
  const link = all[at].querySelector("[data-open]") || all[at].querySelector("a[href]");
  if (link) link.focus();
  all[at].scrollIntoView({ block: "nearest" });
};
const here = () => {
  const row = document.activeElement && document.activeElement.closest("[data-row], main .rows > li");
  if (row) at = rows().indexOf(row);
  return rows()[at];
};
const press = (what) => {
  const where = here() || (rows().length ? null : document.querySelector("main")); // a report's own page has no rows
  const button = where && where.querySelector(what);
  if (button) button.click();
};
const see = (address) => () => { location.assign(address); };
const DOES = {
  j: () => { here(); go(at + 1); },
  k: () => { here(); go(at - 1); },
  a: () => press("[data-accept]"),
  s: () => press("[data-set-aside]"),
  u: () => (here() && here().querySelector("[data-undo]") ? press("[data-undo]") : document.querySelector(".done.undo button, main form > .buttons > [data-undo]")?.click()),
  x: () => press("[data-tick]"),
  o: () => press("[data-open], a[href]"),
  n: see("/desk/alerts/new"),
  "?": see("/desk/keyboard"),
  "/": () => {
    const box = document.querySelector("#search, #q"), behind = box && box.closest("details");
    if (behind) behind.open = true;
    if (box) box.focus();
  },
};
const GOES = { t: "/desk", r: "/desk/reports", s: "/desk/surges", c: "/desk/campaigns", v: "/desk/advisories", a: "/desk/alerts", d: "/desk/deliveries" };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || off()) return;
  if (event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select")) return;
  if (event.key === "g") { going = true; setTimeout(() => { going = false; }, 1500); return; }
  const does = going ? GOES[event.key] && see(GOES[event.key]) : DOES[event.key];
  going = false;
  if (!does) return;
  event.preventDefault();
  does();
});
const tickAll = document.querySelector("[data-tick-all]");
if (tickAll) {
  tickAll.hidden = false;
  tickAll.querySelector("button").addEventListener("click", () => {
    const boxes = [...document.querySelectorAll("[data-tick]")], every = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !every;
  });
}
const keysSwitch = document.querySelector("[data-keys-switch]");
if (keysSwitch) {
  const say = () => { keysSwitch.textContent = off() ? "Turn the keys on in this browser" : "Turn the keys off in this browser"; };
  keysSwitch.hidden = false;
  say();
  keysSwitch.addEventListener("click", () => { try { localStorage.setItem(OFF, off() ? "0" : "1"); } catch { /* not kept then */ } say(); });
}
for (const more of document.querySelectorAll(".more")) {
  document.addEventListener("click", (event) => { if (!more.contains(event.target)) more.open = false; });
  more.addEventListener("keydown", (event) => { if (event.key === "Escape") { more.open = false; more.querySelector("summary").focus(); } });
}
