// Serves the site, opens its pages in Chromium at two widths, and searches.
"use strict";
const assert = require("node:assert");
const { createServer } = require("node:http");
const { existsSync, readdirSync, readFileSync } = require("node:fs");
const { extname, join } = require("node:path");
const { open } = require("../html/browser.cjs");

const [folder, screenshots] = process.argv.slice(2);
const site = join(folder, "site");
const kinds = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

const server = createServer((request, response) => {
  const path = join(site, new URL(request.url, "http://site").pathname);
  const found = existsSync(path);
  response.writeHead(found ? 200 : 404, { "Content-Type": kinds[extname(path)] ?? "application/octet-stream" });
  response.end(found ? readFileSync(path) : "");
});

const main = async () => {
  await new Promise((listens) => server.listen(0, "127.0.0.1", listens));
  const address = `http://127.0.0.1:${server.address().port}`;
  const { browser, page, wrong } = await open(folder, address);

  const pages = readdirSync(site, { recursive: true }).filter((name) => name.endsWith(".html"));
  const shown = pages.filter((name) => !["404.html", "print.html"].includes(name) && !name.startsWith("toc"));
  assert.ok(shown.length > 100, `${shown.length} pages`);
  for (const [name, width, height] of [["wide", 1280, 900], ["narrow", 390, 800]]) {
    await page.setViewportSize({ width, height });
    for (const path of shown) {
      await page.goto(`${address}/${path}`);
      const most = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(most <= width, `${path} is ${most} wide, at ${width}`);
      assert.strictEqual(await page.locator("main h1").count(), 1, path);
    }
    for (const path of ["index.html", "rules/missing-winpe.html", "rules.html"]) {
      await page.goto(`${address}/${path}`);
      await page.screenshot({ path: join(screenshots, `site-${name}-${path.replace("/", "-")}.png`) });
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${address}/index.html`);
  await page.locator("#mdbook-search-toggle, #search-toggle").first().click();
  await page.keyboard.type("missing-winpe");
  await page.locator("#mdbook-searchresults li a, #searchresults li a").first().waitFor();
  const results = await page.locator("#mdbook-searchresults li a, #searchresults li a").evaluateAll((all) => all.map((a) => a.href));
  assert.ok(results.some((href) => href.includes("/rules/missing-winpe.html")), results.join("\n"));
  assert.deepStrictEqual(wrong, []);
  console.log(`${shown.length} pages at two widths, ${results.length} results of a search`);
  await browser.close();
  server.close();
};

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
