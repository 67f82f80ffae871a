// Chromium with one page, and what must not happen there: errors, dialogs, and requests to elsewhere.
"use strict";
const { mkdtempSync } = require("node:fs");
const { join } = require("node:path");
const { chromium } = require("playwright-core");

const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];

// Opens a page in a new profile below `folder`. Every address that it asks for begins with `address`.
exports.open = async (folder, address) => {
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
  page.on("request", (request) => request.url().startsWith(address) || wrong.push(request.url()));
  return { browser, page, wrong };
};
