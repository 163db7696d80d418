// VS Code in a browser: started from an empty profile, driven as a writer drives it.
import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { watched } from './network.mjs';

const { chromium } = createRequire(`${process.env.TEST_MODULES}/`)('playwright-core');
const run = promisify(execFile);
const here = import.meta.dirname;

export const EXAMPLE = path.join(here, '../../example/planted');

/** How long anything may take that is not an installation, in milliseconds. */
const LIMIT = 20_000;

/** Without what a Python environment of the tests has first on PATH. */
const SYSTEM = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Puts the server of the tests on PATH, below a home folder; gives that of the environment. */
export async function serverOnPath(home) {
    const programs = path.join(home, 'bin');
    await mkdir(programs);
    await symlink(process.env.TEST_SERVER, path.join(programs, 'slugline'));
    return { PATH: `${programs}:${SYSTEM}` };
}

const SETTINGS = {
    'chat.disableAIFeatures': true,
    'extensions.autoUpdate': false,
    'files.autoSave': 'off',
    'security.workspace.trust.enabled': false,
    'telemetry.telemetryLevel': 'off',
    'update.mode': 'none',
    'window.commandCenter': false,
    'workbench.startupEditor': 'none',
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

/** What `check` gives once that is something; fails with `what` after a time. */
export async function until(what, check, limit = LIMIT) {
    const end = Date.now() + limit;
    for (let last; ;) {
        try {
            const value = await check();
            if (value) return value;
            last = value;
        } catch (error) {
            last = error;
        }
        if (Date.now() > end) {
            throw new Error(`${what}: not within ${limit / 1000} s (last: ${last?.stack ?? last})`);
        }
        await pause(100);
    }
}

/** Makes tests of a workbench that each may take `limit` ms, and leave a picture where they fail. */
export function steps(workbench, limit) {
    return (name, run) =>
        test(name, { timeout: limit }, async () => {
            try {
                await run();
            } catch (error) {
                const picture = `failed-${name.replace(/\W+/g, '-')}`;
                await workbench()
                    ?.picture(picture)
                    .catch(() => undefined);
                throw error;
            }
        });
}

export class Workbench {
    notes = [];
    isOpen = false;

    /**
     * A new VS Code; `prepare` gets the home folder, and may give what its environment is to have.
     * Without `wiki`, a folder, the wiki is below the home folder, and goes with it.
     *
     * With `watch`, whom it and its programs speak to is written into the file `its.addressees`.
     */
    static async start({ settings = {}, trust = false, watch = false, wiki, prepare, size } = {}) {
        const its = new Workbench();
        its.home = await mkdtemp(path.join(tmpdir(), 'sl-'));
        its.wiki = wiki ?? path.join(its.home, 'wiki');
        its.socket = path.join(its.home, 'probe');
        if (watch) its.addressees = path.join(its.home, 'addressees');
        its.storage = path.join(its.home, 'data/User/globalStorage/slugline.slugline');
        its.port = await freePort();
        its.environment = {
            ...process.env,
            HOME: its.home,
            XDG_CONFIG_HOME: path.join(its.home, '.config'),
            XDG_DATA_HOME: path.join(its.home, '.local'),
            PROBE_SOCKET: its.socket,
            PATH: SYSTEM,
            EXTENSIONS_GALLERY: '{"serviceUrl":"","itemUrl":"","resourceUrlTemplate":""}',
            PIP_CACHE_DIR: process.env.TEST_PIP_CACHE,
            ...(await prepare?.(its.home)),
        };
        for (const name of Object.keys(its.environment)) {
            if (name.startsWith('VSCODE') || its.environment[name] === undefined) {
                delete its.environment[name];
            }
        }
        // The extension host has the PATH of a login shell.
        await writeFile(path.join(its.home, '.profile'), `PATH=${its.environment.PATH}\n`);
        await its.configure({ ...settings, 'security.workspace.trust.enabled': trust });
        const extensions = path.join(its.home, 'extensions');
        await mkdir(extensions, { recursive: true });
        await cp(path.join(here, 'probe'), path.join(extensions, 'slugline-tests.probe-0.0.1'), {
            recursive: true,
        });
        its.folders = [
            '--user-data-dir',
            path.join(its.home, 'data'),
            '--extensions-dir',
            extensions,
        ];
        await its.install(process.env.TEST_VSIX);
        await its.launch(trust);
        its.context = await chromium.launchPersistentContext(path.join(its.home, 'browser'), {
            executablePath: process.env.TEST_CHROMIUM,
            headless: true,
            viewport: size ?? { width: 1200, height: 760 },
            args: [
                ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
                ...[
                    '--disable-background-networking',
                    '--disable-component-update',
                    '--disable-sync',
                ],
            ],
        });
        its.context.setDefaultTimeout(LIMIT);
        its.page = its.context.pages()[0] ?? (await its.context.newPage());
        return its;
    }

    async configure(settings) {
        const file = path.join(this.home, 'data/User/settings.json');
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, JSON.stringify({ ...SETTINGS, ...settings }, null, 2));
    }

    async install(vsix) {
        const [node, script] = [process.env.TEST_NODE, process.env.TEST_CODE_SERVER];
        const parameters = [script, ...this.folders, '--install-extension', vsix];
        const options = { env: this.environment, timeout: 60_000 };
        const { stdout } = await run(node, parameters, options);
        if (!/successfully installed/.test(stdout)) throw new Error(stdout);
        // The probe is there first, and notes all that the extension does.
        const extensions = path.join(this.home, 'extensions');
        for (const name of await readdir(extensions)) {
            if (!name.startsWith('slugline.slugline-')) continue;
            const file = path.join(extensions, name, 'package.json');
            const manifest = JSON.parse(await readFile(file, 'utf8'));
            manifest.extensionDependencies = ['slugline-tests.probe'];
            await writeFile(file, JSON.stringify(manifest));
        }
    }

    async launch(trust) {
        const before = this.addressees ? watched(this.addressees) : [];
        const [program, ...parameters] = [...before, process.env.TEST_NODE];
        this.server = spawn(
            program,
            [
                ...parameters,
                process.env.TEST_CODE_SERVER,
                ...this.folders,
                ...['--auth', 'none', '--bind-addr', `127.0.0.1:${this.port}`],
                ...['--disable-telemetry', '--disable-update-check'],
                ...(trust ? [] : ['--disable-workspace-trust']),
                '--disable-getting-started-override',
            ],
            { env: this.environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
        );
        this.said = '';
        for (const stream of [this.server.stdout, this.server.stderr]) {
            stream.on('data', (text) => (this.said += text));
        }
        const url = `http://127.0.0.1:${this.port}/healthz`;
        await until('code-server listens', async () => (await fetch(url)).ok, 30_000);
    }

    /** Opens a `folder` or a `workspace`, and a file in the folder. */
    async open(what, file) {
        const query = new URLSearchParams(what);
        if (file) {
            const uri = `vscode-remote://127.0.0.1:${this.port}${path.join(what.folder, file)}`;
            query.set('payload', JSON.stringify([['openFile', uri]]));
        }
        await this.keepNotes();
        // The extension host of the window before may still be there: it is asked no more.
        await rm(this.socket, { force: true });
        await this.page.goto(`http://127.0.0.1:${this.port}/?${query}`);
        await this.page.waitForSelector('.monaco-workbench', { timeout: 40_000 });
        await until('the extension host runs', () => this.probe(() => true), 40_000);
        this.isOpen = true;
        if (file) await this.page.waitForSelector('.monaco-editor .view-line', { timeout: 30_000 });
    }

    /** What the code below a folder of extensions asked for in all windows, from their beginning. */
    async notedBy(folder) {
        await this.keepNotes();
        const told = this.notes.flatMap((noted) =>
            noted.filter(({ from }) => from.includes(folder)),
        );
        return {
            programs: told.filter(({ line }) => line).map(({ line }) => line),
            connections: told.filter(({ to }) => to).map(({ to }) => to),
        };
    }

    async keepNotes() {
        if (this.isOpen) this.notes.push(await this.probe(() => noted.splice(0)));
    }

    /** A copy of a wiki in the profile's folder. */
    async wikiFrom(source) {
        await cp(source, this.wiki, { recursive: true });
        return this.wiki;
    }

    /** Runs a function in the extension host, with `vscode` and `noted` in scope. */
    probe(code, ...values) {
        return new Promise((resolve, reject) => {
            const socket = net.connect(this.socket);
            let text = '';
            socket.setEncoding('utf8');
            socket.setTimeout(30_000, () => socket.destroy(new Error('the probe does not answer')));
            socket.on('error', reject);
            socket.on('data', (part) => (text += part));
            socket.on('end', () => {
                const { value, error } = JSON.parse(text || '{"error":"the probe has ended"}');
                if (error) reject(new Error(error));
                else resolve(value);
            });
            socket.write(`${JSON.stringify({ code: code.toString(), values })}\n`);
        });
    }

    /** Opens a file of the wiki for good. */
    show(file) {
        return this.probe(
            async (file) => {
                await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: false });
            },
            path.join(this.wiki, file),
        );
    }

    /** The findings of a file: `[severity, code, text that is underlined]`. */
    findings(file) {
        return this.probe(
            async (file) => {
                const uri = vscode.Uri.file(file);
                const document = await vscode.workspace.openTextDocument(uri);
                return vscode.languages
                    .getDiagnostics(uri)
                    .map((one) => [
                        vscode.DiagnosticSeverity[one.severity],
                        String(one.code?.value ?? one.code),
                        document.getText(one.range),
                    ]);
            },
            path.join(this.wiki, file),
        );
    }

    /** Puts the cursor before, or `after` characters into, the first `text` of the active editor. */
    async cursorAt(text, after = 0) {
        await this.probe(
            (text, after) => {
                const editor = vscode.window.activeTextEditor;
                const offset = editor.document.getText().indexOf(text);
                if (offset < 0) throw new Error(`no ${text} in ${editor.document.getText()}`);
                const at = editor.document.positionAt(offset + after);
                editor.selection = new vscode.Selection(at, at);
                editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenter);
            },
            text,
            after,
        );
        await this.focus();
    }

    /** The keyboard goes to the text. */
    async focus() {
        await this.probe(() =>
            vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup'),
        );
    }

    press(...keys) {
        return keys.reduce(
            (before, key) => before.then(() => this.page.keyboard.press(key)),
            Promise.resolve(),
        );
    }

    type(text) {
        return this.page.keyboard.type(text, { delay: 15 });
    }

    /** A command from the palette, by its title. */
    async command(title) {
        await this.press('F1');
        await this.page.waitForSelector('.quick-input-widget:visible input');
        await this.type(title);
        const row = this.page
            .locator('.quick-input-list .monaco-list-row', { hasText: title })
            .first();
        await row.waitFor();
        await this.press('Enter');
    }

    text() {
        return this.probe(() => vscode.window.activeTextEditor?.document.getText());
    }

    /** The file's name and the text of the cursor's line, as `tide-mill.article: Tide Mill`. */
    place() {
        return this.probe(() => {
            const { document, selection } = vscode.window.activeTextEditor;
            const name = document.fileName.split('/').at(-1);
            return `${name}: ${document.lineAt(selection.active.line).text}`;
        });
    }

    read(file) {
        return readFile(path.join(this.wiki, file), 'utf8');
    }

    /** The processes of the server in all windows. */
    async servers() {
        const found = [];
        for (const id of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
            const line = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
            const home = await readFile(`/proc/${id}/environ`, 'utf8').catch(() => '');
            if (
                /slugline\0server\0--stdio/.test(line) &&
                home.includes(`PROBE_SOCKET=${this.socket}`)
            ) {
                found.push(Number(id));
            }
        }
        return found;
    }

    /** The text of the item in the status bar. */
    async status() {
        const item = this.page.locator('#slugline\\.slugline\\.slugline');
        return (await item.count()) ? (await item.innerText()).trim() : undefined;
    }

    async popups() {
        return this.page
            .locator('.notifications-toasts .notification-list-item-message')
            .allInnerTexts();
    }

    async picture(name, options = {}) {
        const folder = process.env.TEST_PICTURES;
        await mkdir(folder, { recursive: true });
        await this.page.screenshot({ path: path.join(folder, `${name}.png`), ...options });
    }

    async stop() {
        await this.context?.close();
        try {
            process.kill(-this.server.pid, 'SIGTERM');
            await until(
                'code-server ends',
                () => this.server.exitCode !== null || this.server.signalCode,
                8_000,
            );
        } catch {
            process.kill(-this.server.pid, 'SIGKILL');
        }
        await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
    }
}

function freePort() {
    return new Promise((resolve) => {
        const server = net.createServer().listen(0, '127.0.0.1', () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });
}
