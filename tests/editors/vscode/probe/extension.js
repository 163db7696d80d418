// The tests' eyes in the extension host: it runs the functions that come through a socket, tells
// what they give, and notes every connection and every program that any extension asks for.
const childProcess = require('node:child_process');
const dns = require('node:dns');
const net = require('node:net');
const vscode = require('vscode');

const noted = [];

function watch(object, name, note) {
    const before = object[name];
    object[name] = function (...values) {
        note(values);
        return before.apply(this, values);
    };
}

const from = () => new Error().stack.split('\n').slice(3).join('\n');
watch(net.Socket.prototype, 'connect', (values) => {
    noted.push({ to: JSON.stringify(values[0]), from: from() });
});
watch(dns, 'lookup', ([host]) => noted.push({ to: host, from: from() }));
watch(globalThis, 'fetch', ([to]) => noted.push({ to: String(to), from: from() }));
for (const name of ['spawn', 'execFile', 'exec', 'fork']) {
    watch(childProcess, name, ([program, parameters]) => {
        const listed = Array.isArray(parameters) ? parameters : [];
        noted.push({ line: [program, ...listed].join(' '), from: from() });
    });
}

/** A folder in memory, as extensions for remote repositories have. */
class Memory {
    onDidChangeFile = new vscode.EventEmitter().event;
    files = { '/wiki/mill.article': 'Mill\nIt grinds.\nSummary\nSee [[nowhere]].\n' };
    watch = () => new vscode.Disposable(() => {});
    stat(uri) {
        const now = { ctime: 0, mtime: 0, size: 1 };
        if (this.files[uri.path] !== undefined) return { ...now, type: vscode.FileType.File };
        if (['/', '/wiki'].includes(uri.path)) return { ...now, type: vscode.FileType.Directory };
        throw vscode.FileSystemError.FileNotFound(uri);
    }
    readDirectory = () => [['mill.article', vscode.FileType.File]];
    readFile(uri) {
        if (this.files[uri.path] === undefined) throw vscode.FileSystemError.FileNotFound(uri);
        return new TextEncoder().encode(this.files[uri.path]);
    }
    writeFile = () => {};
    createDirectory = () => {};
    delete = () => {};
    rename = () => {};
}

exports.activate = (context) => {
    context.subscriptions.push(vscode.workspace.registerFileSystemProvider('memory', new Memory()));
    const serve = (socket) => {
        let text = '';
        socket.setEncoding('utf8');
        socket.on('error', () => {});
        socket.on('data', async (part) => {
            text += part;
            if (!text.endsWith('\n')) return;
            let answer;
            try {
                const { code, values } = JSON.parse(text);
                const run = new Function('vscode', 'noted', `return (${code})`)(vscode, noted);
                answer = { value: await run(...values) };
            } catch (error) {
                answer = { error: String(error?.stack ?? error) };
            }
            socket.end(`${JSON.stringify(answer)}\n`);
        });
    };
    const path = process.env.PROBE_SOCKET;
    require('node:fs').rmSync(path, { force: true });
    net.createServer(serve).listen(path);
};
