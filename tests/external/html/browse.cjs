// Opens the pages in Chromium, and uses them as people do.
"use strict";
const assert = require("node:assert");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { open } = require("./browser.cjs");

const [folder, screenshots] = process.argv.slice(2);

const main = async () => {
  const { browser, page, wrong } = await open(folder, "file:");

  const report = JSON.parse(readFileSync(join(folder, "page.json"), "utf8"));
  await page.goto(pathToFileURL(join(folder, "page.html")).href);
  const visible = () => page.locator(".finding:not([hidden])").count();
  const rows = () => page.locator("#readiness tbody tr:not([hidden])").count();
  const expect = (is) => report.findings.filter(is).length;

  assert.strictEqual(await visible(), report.findings.length);
  assert.strictEqual(await rows(), report.readiness.length);
  // Names are text: none made an element.
  assert.strictEqual(await page.locator("main img, main script, main a[href^=http]").count(), 0);
  assert.ok((await page.locator("main").innerText()).includes("</script><script>alert(1)</script>"));

  await page.selectOption("#by-level", "error");
  assert.strictEqual(await visible(), expect(({ level }) => level === "error"));
  await page.selectOption("#by-rule", "missing-winpe");
  assert.strictEqual(await visible(), expect(({ level, rule }) => level === "error" && rule === "missing-winpe"));
  assert.match(await page.locator("#shown").innerText(), /^\d+ of \d+ findings shown$/);
  await page.click("#show-all");
  await page.selectOption("#by-image", { label: "win2019|" });
  assert.strictEqual(await visible(), expect(({ image }) => image === "win2019|"));
  assert.strictEqual(await rows(), report.readiness.filter(({ image }) => image === "win2019|").length);
  await page.click("#show-all");
  await page.selectOption("#by-verdict", "ready");
  assert.strictEqual(await rows(), report.readiness.filter(({ verdict }) => verdict === "ready").length);
  await page.click("#show-all");
  await page.fill("#by-text", "Is a misspelling of");
  await page.waitForTimeout(300);
  assert.strictEqual(await visible(), 1);
  await page.click("#show-all");
  assert.strictEqual(await visible(), report.findings.length);

  // Servers and files filter both tables and findings, and open what they find.
  const files = [...new Set(report.findings.map(({ file }) => file))];
  const sample = files.find((name) => name.endsWith("rack7.json"));
  await page.selectOption("#by-file", { label: sample });
  assert.strictEqual(await visible(), expect(({ file }) => file === sample));
  assert.strictEqual(await rows(), report.readiness.filter(({ file }) => file === sample).length);
  assert.strictEqual(await page.locator("#readiness details:not([hidden]):not([open])").count(), 0);
  await page.click("#show-all");
  // Groups keep every finding, under one heading for each file.
  await page.selectOption("#group-by", "file");
  const counts = (await page.locator("#list h3").allInnerTexts()).map((text) => Number(/\((\d+)\)$/.exec(text)[1]));
  assert.deepStrictEqual(counts.sort(), files.map((name) => expect(({ file }) => file === name)).sort());
  assert.strictEqual(await visible(), report.findings.length);
  await page.selectOption("#by-rule", "missing-winpe");
  const holding = new Set(report.findings.filter(({ rule }) => rule === "missing-winpe").map(({ file }) => file));
  assert.strictEqual(await page.locator("#list section:not([hidden])").count(), holding.size);
  await page.click("#show-all");
  assert.strictEqual(await page.locator("#list h3").count(), 0);

  // The name of a rule leads to its explanation.
  const ruled = page.locator("#readiness a:visible", { hasText: /^missing-winpe$/ }).last();
  await ruled.click();
  assert.match(await page.locator(".explained:target").innerText(), /Why it matters:[^]*What to do:/);
  // Where the table says why, it leads to the finding, opened, with its excerpt and what to do.
  await page.locator("#readiness div:has(> a[href='#rule-missing-winpe']) > a[href^='#f']:visible").last().click();
  const target = page.locator(".finding:target");
  assert.ok(await target.locator("details[open] pre mark.main").first().isVisible());
  assert.match(await target.innerText(), /What to do:/);
  // The keyboard alone closes it and opens it again.
  assert.ok(await target.locator("summary").evaluate((summary) => summary === document.activeElement));
  await page.keyboard.press("Enter");
  assert.strictEqual(await target.locator("details[open]").count(), 0);
  await page.keyboard.press("Enter");
  assert.strictEqual(await target.locator("details[open]").count(), 1);
  await page.screenshot({ path: join(screenshots, "finding.png") });
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: join(screenshots, "light.png") });

  // What a screen reader needs, in both colour schemes.
  const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    // Through the debugger, which the page's policy does not bind.
    await page.evaluate(axe + "\n;0");
    const { violations } = await page.evaluate(() => window.axe.run({ exclude: [".finding:nth-child(n+40)"] }));
    assert.deepStrictEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
  }
  await page.screenshot({ path: join(screenshots, "dark.png") });

  // Paper has no filters, and every finding opened.
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  assert.ok(!(await page.locator("#filters").isVisible()));
  await page.emulateMedia({ media: "screen" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.strictEqual(await page.locator("#list details[open]").count(), report.findings.length);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.strictEqual(await page.locator("#list details[open]").count(), 1);

  // On a phone, nothing is wider than the screen, with everything open.
  await page.setViewportSize({ width: 420, height: 900 });
  for (const name of ["page.html", "nights.html", "history.html"]) {
    await page.goto(pathToFileURL(join(folder, name)).href);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      assert.strictEqual(await page.evaluate(() => document.documentElement.scrollWidth), 420, name);
    }
    await page.screenshot({ path: join(screenshots, `phone-${name}.png`) });
    // Through the debugger, as above.
    await page.evaluate(axe + "\n;0");
    const { violations } = await page.evaluate(() => window.axe.run({ exclude: [".finding:nth-child(n+40)"] }));
    assert.deepStrictEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), [], name);
  }
  await page.setViewportSize({ width: 1200, height: 900 });

  const began = Date.now();
  await page.goto(pathToFileURL(join(folder, "some.html")).href);
  const count = await visible();
  assert.ok(count >= 5000, `${count} findings`);
  const loaded = Date.now() - began;
  const spent = await page.evaluate(async () => {
    const field = document.getElementById("by-level");
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const start = performance.now();
    field.value = "warning";
    field.dispatchEvent(new Event("change"));
    await frame();
    const filtered = performance.now() - start;
    field.value = "";
    field.dispatchEvent(new Event("change"));
    await frame();
    const slow = [];
    for (let at = 0; at < 20; at += 1) {
      const before = performance.now();
      scrollBy(0, 3000);
      await frame();
      slow.push(performance.now() - before);
    }
    return { filtered, scrolled: slow.sort((a, b) => a - b)[10] };
  });
  console.log(`${count} findings: loaded in ${loaded} ms, filtered in ${Math.round(spent.filtered)} ms, ` +
    `scrolled 3,000 pixels in ${Math.round(spent.scrolled)} ms`);

  assert.deepStrictEqual(wrong, []);
  await browser.close();
};

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
