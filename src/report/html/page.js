"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const form = byId("filters");
  const filters = ["image", "rule", "level", "verdict"].map((name) => [name, byId(`by-${name}`)]);
  const text = byId("by-text");
  const findings = [...document.querySelectorAll("#list > div")];
  const rows = [...document.querySelectorAll("#readiness tbody tr")];
  const words = new Map();

  const wordsOf = (element) => {
    if (!words.has(element)) words.set(element, element.textContent.toLowerCase());
    return words.get(element);
  };

  // An element is shown if it matches each filter. A table row has neither rule nor level, so these two
  // filters do not apply to it.
  const isShown = (element, asked, sought) =>
    asked.every(([name, value]) => !(name in element.dataset) || element.dataset[name] === value) &&
    (sought === "" || wordsOf(element).includes(sought));

  const apply = () => {
    const asked = filters.map(([name, field]) => [name, field.value]).filter(([, value]) => value !== "");
    const sought = text.value.trim().toLowerCase();
    let shown = 0;
    for (const finding of findings) {
      const is = isShown(finding, asked, sought);
      finding.hidden = !is;
      shown += is;
    }
    for (const row of rows) row.hidden = !isShown(row, asked, sought);
    byId("shown").textContent = `${shown} of ${findings.length} findings shown`;
  };

  const reset = () => {
    form.reset();
    apply();
  };

  const openTarget = () => {
    const target = location.hash.length > 1 ? byId(location.hash.slice(1)) : null;
    if (!target || !target.matches("#list > div")) return;
    if (target.hidden) reset();
    target.querySelector("details").open = true;
    target.scrollIntoView();
    target.querySelector("summary").focus({ preventScroll: true });
  };

  const setAll = (open) => {
    for (const finding of findings) if (!finding.hidden) finding.querySelector("details").open = open;
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  for (const [, field] of filters) field.addEventListener("change", apply);
  let waiting = 0;
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 150);
  });
  byId("show-all").addEventListener("click", reset);
  byId("open-all").addEventListener("click", () => setAll(true));
  byId("close-all").addEventListener("click", () => setAll(false));
  addEventListener("hashchange", openTarget);

  // When printing, expand everything that the filters show.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = findings.filter((finding) => !finding.hidden).map((finding) => finding.querySelector("details"));
    closed = closed.filter((details) => !details.open);
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of closed) details.open = false;
  });

  form.hidden = false;
  apply();
  openTarget();
})();
