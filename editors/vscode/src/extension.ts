// Starts `osready lsp`, and restarts it when its path changes.

import { commands, type ExtensionContext, window, workspace } from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";

import { program } from "./program";

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    commands.registerCommand("osready.restart", restart),
    workspace.onDidChangeConfiguration((change) => (change.affectsConfiguration("osready.path") ? restart() : undefined)),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
  client = undefined;
}

async function restart(): Promise<void> {
  await deactivate();
  await start();
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
      { scheme: "file", language: "log" },
      { scheme: "file", pattern: "**/{osready,osready-suppress}.toml" },
    ],
    synchronize: { fileEvents: workspace.createFileSystemWatcher("**/osready*.toml") },
  };
  client = new LanguageClient("osready", "osready", server, options);
  await client.start();
}
