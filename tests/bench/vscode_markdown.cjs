// Starts Visual Studio Code's Markdown server (`vscode-markdown-languageserver`) for the benchmark.
//
// In the editor the server asks its client for parsed articles, for files and for folders; here
// all of it is answered in the server's own process, with markdown-it as in the editor. That
// spares it the round trips: it is never slower than in Visual Studio Code.
//
//     node vscode_markdown.cjs NODE_MODULES --stdio

"use strict";

const fs = require("fs/promises");
const path = require("path");
const { fileURLToPath, pathToFileURL } = require("url");
const modules = path.resolve(process.argv[2]);
const load = (name) => require(path.join(modules, name));

const { createConnection, ProposedFeatures } = load("vscode-languageserver/node");
const { startVsCodeServer } = load("vscode-markdown-languageserver/out/server");
const markdown = load("markdown-it")({ html: true });

const connection = createConnection(ProposedFeatures.all);
let root = process.cwd();
const texts = new Map();

async function files() {
  const found = await fs.readdir(root, { recursive: true });
  const articles = found.filter((name) => name.endsWith(".md"));
  return articles.map((name) => pathToFileURL(path.join(root, name)).toString());
}

async function stat(uri) {
  try {
    return { isDirectory: (await fs.stat(fileURLToPath(uri))).isDirectory() };
  } catch {
    return undefined;
  }
}

async function list(uri) {
  const entries = await fs.readdir(fileURLToPath(uri), { withFileTypes: true });
  return entries.map((one) => [one.name, { isDirectory: one.isDirectory() }]);
}

const answers = {
  "markdown/parse": async ({ uri }) =>
    markdown.parse(texts.get(uri) ?? (await fs.readFile(fileURLToPath(uri), "utf8")), {}),
  "markdown/fs/readFile": ({ uri }) => fs.readFile(fileURLToPath(uri)),
  "markdown/fs/stat": ({ uri }) => stat(uri),
  "markdown/fs/readDirectory": ({ uri }) => list(uri),
  "markdown/fs/watcher/create": async () => undefined,
  "markdown/fs/watcher/delete": async () => undefined,
  "markdown/findMarkdownFilesInWorkspace": files,
};

const send = connection.sendRequest.bind(connection);
connection.sendRequest = (type, ...rest) => {
  const answer = answers[typeof type === "string" ? type : type.method];
  return answer ? answer(rest[0]) : send(type, ...rest);
};

// The texts that are open, for the parser: the server's own are behind its closed door.
const initialize = connection.onInitialize;
connection.onInitialize = (handler) =>
  initialize((params, ...rest) => {
    root = fileURLToPath(params.workspaceFolders[0].uri);
    return handler(params, ...rest);
  });
const { TextDocuments } = load("vscode-languageserver");
const listen = TextDocuments.prototype.listen;
TextDocuments.prototype.listen = function (to) {
  this.onDidChangeContent(({ document }) => texts.set(document.uri, document.getText()));
  this.onDidClose(({ document }) => texts.delete(document.uri));
  return listen.call(this, to);
};

void startVsCodeServer(connection);
