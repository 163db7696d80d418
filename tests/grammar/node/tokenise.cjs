// Tokenises texts with a TextMate grammar, by the engine of Visual Studio Code.
//
//     node tokenise.cjs NODE_MODULES GRAMMAR
//
// One request a line of standard input, one answer a line of standard output, both JSON:
//
//     { "texts": [...] }               { "scopes": [...], "tokens": [[start, end, scopes, …], …] }
//     { "time": text, "rounds": n }    { "milliseconds": [...] }
//
// `tokens` has a flat list of numbers for each text, with places in UTF-16 code units; `scopes` are
// the lists of scopes that the third number of each token counts. Lines are split as editors do.

"use strict";

const fs = require("fs");
const path = require("path");
const readline = require("readline");

const [modules, grammarFile] = process.argv.slice(2);
const load = (name) => require(path.join(path.resolve(modules), name));
const { INITIAL, Registry, parseRawGrammar } = load("vscode-textmate");
const oniguruma = load("vscode-oniguruma");

const LINE_BREAK = /\r\n|\r|\n/g;

function linesOf(text) {
  const lines = [];
  let start = 0;
  for (const found of text.matchAll(LINE_BREAK)) {
    lines.push([start, text.slice(start, found.index)]);
    start = found.index + found[0].length;
  }
  lines.push([start, text.slice(start)]);
  return lines;
}

function tokensOf(grammar, text, numberOf) {
  const flat = [];
  let state = INITIAL;
  for (const [start, line] of linesOf(text)) {
    const read = grammar.tokenizeLine(line, state);
    state = read.ruleStack;
    for (const token of read.tokens) {
      const end = Math.min(token.endIndex, line.length);
      if (token.startIndex < end) {
        flat.push(start + token.startIndex, start + end, numberOf(token.scopes.slice(1)));
      }
    }
  }
  return flat;
}

function answerTo(grammar, request) {
  if (request.texts) {
    const scopes = new Map();
    const numberOf = (list) => {
      const key = list.join(" ");
      if (!scopes.has(key)) scopes.set(key, scopes.size);
      return scopes.get(key);
    };
    const tokens = request.texts.map((text) => tokensOf(grammar, text, numberOf));
    return { scopes: [...scopes.keys()].map((key) => key.split(" ")), tokens };
  }
  const lines = linesOf(request.time).map(([, line]) => line);
  const milliseconds = [];
  for (let round = 0; round < request.rounds; round++) {
    const begun = performance.now();
    let state = INITIAL;
    for (const line of lines) state = grammar.tokenizeLine2(line, state).ruleStack;
    milliseconds.push(performance.now() - begun);
  }
  return { milliseconds };
}

async function main() {
  const wasm = fs.readFileSync(path.join(modules, "vscode-oniguruma", "release", "onig.wasm"));
  await oniguruma.loadWASM(wasm);
  const raw = parseRawGrammar(fs.readFileSync(grammarFile, "utf8"), grammarFile);
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => raw,
  });
  const grammar = await registry.loadGrammar(raw.scopeName);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(JSON.stringify(answerTo(grammar, JSON.parse(line))) + "\n");
  }
}

main();
