"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const form = byId("filters");
  const names = ["server", "file", "image", "rule", "level", "verdict"];
  const filters = names.map((name) => [name, byId(`by-${name}`)]).filter(([, field]) => field);
  const groupBy = byId("group-by");
  const text = byId("by-text");
  const findings = [...document.querySelectorAll(".finding")];
  const rows = [...document.querySelectorAll("#readiness tbody tr")];
  // Inner parts come before those that contain them.
  const parts = [...document.querySelectorAll("#readiness .part")].reverse();
  const opened = new Set(parts.filter((part) => part.open));
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
    // Parts of the tables open for what a filter finds in them.
    const isFiltered = sought !== "" || asked.some(([name]) => name !== "rule" && name !== "level");
    for (const part of parts) {
      part.hidden = !part.querySelector("tbody tr:not([hidden])");
      if (part.matches("details")) part.open = isFiltered || opened.has(part);
    }
    for (const list of document.querySelectorAll("#list > section")) {
      list.hidden = !list.querySelector(".finding:not([hidden])");
    }
    byId("shown").textContent = `${shown} of ${findings.length} findings shown`;
  };

  // The name of a group: a rule, or the option of the filter.
  const nameOf = (by, value) => (by === "rule" ? value : (byId(`by-${by}`) ?? groupBy).querySelector(`[value="${value}"]`)?.text) ?? "all";

  const group = () => {
    const by = groupBy.value;
    const groups = new Map();
    for (const finding of findings) {
      const value = by === "" ? "" : finding.dataset[by];
      if (!groups.has(value)) groups.set(value, []);
      groups.get(value).push(finding);
    }
    const lists = [...groups].map(([value, members]) => {
      const list = document.createElement("div");
      list.setAttribute("role", "list");
      list.append(...members);
      if (by === "") return list;
      const section = document.createElement("section");
      const heading = document.createElement("h3");
      heading.textContent = `${nameOf(by, value)} (${members.length})`;
      section.append(heading, list);
      return section;
    });
    byId("list")?.replaceChildren(...lists);
  };

  const reset = () => {
    form.reset();
    group();
    apply();
  };

  const openTarget = () => {
    const target = location.hash.length > 1 ? byId(location.hash.slice(1)) : null;
    if (!target || !target.matches(".finding")) return;
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
  groupBy.addEventListener("change", () => {
    group();
    apply();
  });
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
