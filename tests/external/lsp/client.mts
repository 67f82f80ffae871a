// The client library of VS Code speaks to the server: types, framing and all.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import * as protocol from "vscode-languageserver-protocol/node.js";

const [program, file] = process.argv.slice(2) as [string, string];
const server = spawn(program, ["lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const connection = protocol.createProtocolConnection(
  new protocol.StreamMessageReader(server.stdout),
  new protocol.StreamMessageWriter(server.stdin),
);
const published = new Promise<protocol.PublishDiagnosticsParams>((resolve) =>
  connection.onNotification(protocol.PublishDiagnosticsNotification.type, resolve),
);
connection.listen();

const uri = pathToFileURL(file).href;
const started = await connection.sendRequest(protocol.InitializeRequest.type, {
  processId: process.pid,
  rootUri: null,
  capabilities: {},
  workspaceFolders: null,
});
if (started.capabilities.textDocumentSync === undefined) throw new Error("documents are not synchronized");
await connection.sendNotification(protocol.InitializedNotification.type, {});
const text = readFileSync(file, "utf8");
const textDocument = { uri, languageId: "json", version: 1, text };
await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, { textDocument });
const { diagnostics } = await published;
const codes = diagnostics.map((diagnostic) => diagnostic.code).sort();
if (codes.join() !== "dangling-reference,missing-winpe,no-deployable-profile") throw new Error(codes.join());
const symbols = await connection.sendRequest(protocol.DocumentSymbolRequest.type, { textDocument: { uri } });
if (symbols === null || symbols.length < 3) throw new Error("there are too few symbols");
const range = diagnostics[0]!.range;
const context = { diagnostics };
const actions = await connection.sendRequest(protocol.CodeActionRequest.type, { textDocument: { uri }, range, context });
if (!Array.isArray(actions)) throw new Error("there are no actions");
await connection.sendRequest(protocol.ShutdownRequest.type);
await connection.sendNotification(protocol.ExitNotification.type);
const code = await new Promise((resolve) => server.on("exit", resolve));
if (code !== 0) throw new Error(`the server ended with ${code}`);
console.log(`${diagnostics.length} diagnostics, ${symbols.length} symbols, and a clean end`);
connection.dispose();
