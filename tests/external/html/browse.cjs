// Opens the pages in Chromium, and uses them as people do.
"use strict";
const assert = require("node:assert");
const { mkdtempSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { chromium } = require("playwright-core");

const [folder, screenshots] = process.argv.slice(2);
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];

const main = async () => {
  const browser = await chromium.launchPersistentContext(mkdtempSync(join(folder, "profile-")), {
    executablePath: "/usr/bin/chromium",
    args: [...flags, ...quiet],
    viewport: { width: 1200, height: 900 },
  });
  const page = await browser.newPage();
  const wrong = [];
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("dialog", (dialog) => (wrong.push("a dialog"), dialog.dismiss()));
  page.on("request", (request) => request.url().startsWith("file:") || wrong.push(request.url()));

  const report = JSON.parse(readFileSync(join(folder, "page.json"), "utf8"));
  await page.goto(pathToFileURL(join(folder, "page.html")).href);
  const visible = () => page.locator("#list > div:not([hidden])").count();
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

  // A reason in the table leads to its finding, opened, with its excerpt and what to do.
  await page.locator("#readiness a", { hasText: "missing-winpe" }).last().click();
  const target = page.locator("#list > div:target");
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
    const { violations } = await page.evaluate(() => window.axe.run({ exclude: ["#list > div:nth-child(n+40)"] }));
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
  assert.ok(spent.filtered < 2000 && spent.scrolled < 250 && loaded < 15000);

  assert.deepStrictEqual(wrong, []);
  await browser.close();
};

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
