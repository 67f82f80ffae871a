// Starts `osready lsp`, and restarts it when its path changes.

import { commands, type ExtensionContext, window, workspace } from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";

import { program } from "./program";

let client: LanguageClient | undefined;
// Starts and stops, one after the other.
let last: Promise<void> = Promise.resolve();

export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    commands.registerCommand("osready.restart", restart),
    workspace.onDidChangeConfiguration((change) => (change.affectsConfiguration("osready.path") ? restart() : undefined)),
  );
  await restart();
}

export async function deactivate(): Promise<void> {
  await last;
  await stop();
}

function restart(): Promise<void> {
  last = last.then(stop).then(start).catch((error: unknown) => {
    void window.showErrorMessage(`osready lsp does not start: ${String(error)}`);
  });
  return last;
}

async function stop(): Promise<void> {
  const old = client;
  client = undefined;
  // A client that did not start cannot be stopped.
  if (old?.needsStop()) await old.stop();
}

async function start(): Promise<void> {
  const configured = workspace.getConfiguration("osready").get<string>("path", "");
  const command = await program(configured, process.env, process.platform);
  if (command === undefined) {
    const where = configured === "" ? "osready was not found in PATH" : `there is no file ${configured}`;
    void window.showErrorMessage(`${where}: install osready, or set osready.path.`);
    return;
  }
  const server: ServerOptions = { command, args: ["lsp"] };
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", language: "json" },
      { scheme: "file", language: "jsonc" },
      { scheme: "file", language: "jsonl" },
      { scheme: "file", language: "log" },
      // The server says nothing about those that are not of osready.
      { scheme: "file", pattern: "**/*.toml" },
    ],
  };
  client = new LanguageClient("osready", "osready", server, options);
  await client.start();
}
