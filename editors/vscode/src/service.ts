import { homedir } from 'node:os';
import * as vscode from 'vscode';
import {
    CloseAction,
    ErrorAction,
    LanguageClient,
    State,
    TransportKind,
    type ErrorHandler,
    type LanguageClientOptions,
} from 'vscode-languageclient/node';
import { GoneFiles } from './goneFiles.ts';
import { selectedInterpreters } from './interpreters.ts';
import { makeEnvironment, ownServer, withoutPython, type Setup } from './server/environment.ts';
import { Restarts } from './server/restarts.ts';
import { findServer, type Found } from './server/search.ts';
import { SetupError } from './server/setupError.ts';
import { here } from './server/surroundings.ts';
import {
    DOCUMENTS,
    fileFolders,
    hasFiles,
    serverSetting,
    settingsMiddleware,
    wishes,
} from './settings.ts';

/** What the server is doing. */
export type Condition =
    | { readonly kind: 'off' | 'stopped' | 'searching' | 'starting' }
    | { readonly kind: 'installing'; readonly step: string }
    | { readonly kind: 'running'; readonly found: Found; readonly version: string }
    | { readonly kind: 'failed'; readonly reason: string };

const run = vscode.commands.executeCommand;
const READING = /^Reading /;
const LAST_LINES = 40;
/** Milliseconds that a server has for its start. */
const START_LIMIT = 60_000;

/** A client whose errors go to the log: the service tells the user why there is no server, once. */
class Client extends LanguageClient {
    override error(message: string, data?: unknown): void {
        super.error(message, data, false);
    }
}

/** The language server: found or installed, started, and started anew where it ends. */
export class Service implements vscode.Disposable {
    /** Other conditions come with this event. */
    readonly onDidChange: vscode.Event<void>;

    private readonly changed = new vscode.EventEmitter<void>();
    private readonly context: vscode.ExtensionContext;
    private readonly log: vscode.LogOutputChannel;
    private readonly gone = new GoneFiles();
    private readonly restarts = new Restarts();
    private readonly readings = new Map<string | number, string>();
    private now: Condition = { kind: 'off' };
    private started: LanguageClient | undefined;
    private queue: Promise<void> = Promise.resolve();
    private work = new AbortController();
    private lastLines: string[] = [];

    constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
        this.context = context;
        this.log = log;
        this.onDidChange = this.changed.event;
    }

    get condition(): Condition {
        return this.now;
    }

    /** How far the wikis are read, such as `1,200 of 5,000 articles`; undefined when they are. */
    get reading(): string | undefined {
        return [...this.readings.values()][0];
    }

    /** The client, while its server runs. */
    get client(): LanguageClient | undefined {
        return this.started?.state === State.Running ? this.started : undefined;
    }

    /** Starts the server, unless it runs; without files on a disk it stays off. */
    start(): Promise<void> {
        return this.inTurn(async (signal) => {
            if (!this.started) {
                await this.findAndStart(signal);
            }
        });
    }

    /** Ends the server if it runs, looks for its program anew, and starts it. */
    restart(): Promise<void> {
        this.work.abort();
        return this.inTurn(async (signal) => {
            await this.end();
            this.restarts.forget();
            await this.findAndStart(signal);
        });
    }

    stop(): Promise<void> {
        this.work.abort();
        return this.inTurn(async () => {
            await this.end();
            this.become({ kind: 'stopped' });
        });
    }

    /** Starts the server anew where another program is to be used than the one that runs. */
    searchAgain(): Promise<void> {
        this.work.abort();
        return this.inTurn(async (signal) => {
            if (this.now.kind === 'off' || this.now.kind === 'stopped') {
                return;
            }
            const running = this.now.kind === 'running' ? this.now.found.program : undefined;
            const found = await findServer(await wishes(), here);
            const program = found?.program ?? (await ownServer(await this.setup(), here));
            if (!this.started || running === undefined || program !== running) {
                await this.end();
                await this.findAndStart(signal);
            }
        });
    }

    dispose(): void {
        this.work.abort();
        void this.started?.dispose().catch(() => undefined);
        this.gone.dispose();
        this.changed.dispose();
    }

    /** Does one thing after the other; what is being done is given up with `this.work`. */
    private inTurn(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
        this.queue = this.queue.then(async () => {
            this.work = new AbortController();
            const { signal } = this.work;
            try {
                await work(signal);
            } catch (error) {
                if (signal.aborted) {
                    this.log.debug('Given up, for something else is to be done.');
                } else {
                    this.fail(error);
                }
            }
        });
        return this.queue;
    }

    private become(condition: Condition): void {
        this.now = condition;
        this.changed.fire();
    }

    private async findAndStart(signal: AbortSignal): Promise<void> {
        if (!hasFiles()) {
            this.become({ kind: 'off' });
            return;
        }
        this.become({ kind: 'searching' });
        const found = (await findServer(await wishes(), here)) ?? (await this.own(signal));
        signal.throwIfAborted();
        this.log.info(`Starting ${found.program} (${describe(found)})`);
        this.become({ kind: 'starting' });
        this.lastLines = [];
        const client = this.clientFor(found);
        this.started = client;
        let hasRun = false;
        client.onDidChangeState(({ newState }) => {
            if (client !== this.started) {
                return;
            }
            if (newState === State.Running) {
                hasRun = true;
                const version = client.initializeResult?.serverInfo?.version ?? '';
                this.become({ kind: 'running', found, version });
            } else if (newState === State.Starting) {
                this.become({ kind: 'starting' });
            } else if (newState === State.StartFailed && hasRun) {
                // It was to be started anew, and its program is gone or broken by now.
                void this.inTurn(async (signal) => {
                    if (client === this.started) {
                        await this.end();
                        await this.findAndStart(signal);
                    }
                });
            }
        });
        try {
            // It is not given up with the signal: a client that starts can't be stopped.
            await within(client.start(), START_LIMIT);
        } catch (error) {
            const last = this.lastLines.at(-1) ?? (error instanceof Error ? error.message : '');
            throw new Error(`${found.program} (${describe(found)}) can’t be started: ${last}`);
        }
    }

    private async own(signal: AbortSignal): Promise<Found> {
        const setup = await this.setup();
        const program = (await ownServer(setup, here)) ?? (await this.install(setup, signal));
        return { program, origin: 'own' };
    }

    private async setup(): Promise<Setup> {
        const [wheel] = await vscode.workspace.fs
            .readDirectory(vscode.Uri.joinPath(this.context.extensionUri, 'server'))
            .then((files) => files.map(([name]) => name).filter((name) => name.endsWith('.whl')));
        return {
            storage: vscode.Uri.joinPath(this.context.globalStorageUri, 'servers').fsPath,
            wheel: this.context.asAbsolutePath(`server/${wheel ?? ''}`),
            configured: serverSetting('python'),
            selected: vscode.workspace.isTrusted ? await selectedInterpreters() : [],
            without: vscode.workspace.isTrusted ? [] : fileFolders(),
        };
    }

    private install(setup: Setup, signal: AbortSignal): Thenable<string> {
        const options = {
            location: vscode.ProgressLocation.Notification,
            title: 'Slugline: setting up the language server',
            cancellable: true,
        };
        return vscode.window.withProgress(options, (progress, token) => {
            const stop = new AbortController();
            token.onCancellationRequested(() => stop.abort());
            return makeEnvironment(setup, here, {
                signal: AbortSignal.any([signal, stop.signal]),
                report: (step) => {
                    progress.report({ message: step });
                    this.become({ kind: 'installing', step });
                },
                log: (text) => this.log.info(text),
            });
        });
    }

    private clientFor(found: Found): LanguageClient {
        const environment = found.origin === 'own' ? withoutPython(process.env) : process.env;
        const server = {
            command: found.program,
            args: ['server'],
            transport: TransportKind.stdio,
            options: { cwd: homedir(), env: environment },
        };
        const options: LanguageClientOptions = {
            documentSelector: DOCUMENTS,
            outputChannel: this.log,
            initializationOptions: { commands: ['slugline.showReferences'] },
            initializationFailedHandler: () => false,
            errorHandler: this.errorHandler(() => client),
            middleware: {
                ...this.gone.middleware,
                ...settingsMiddleware,
                handleWorkDoneProgress: (token, value, next) => {
                    if (value.kind === 'begin' && !READING.test(value.title)) {
                        next(token, value);
                    } else if (value.kind === 'begin') {
                        this.readings.set(token, value.message ?? '');
                    } else if (!this.readings.has(token)) {
                        next(token, value);
                    } else if (value.kind === 'report') {
                        this.readings.set(token, value.message ?? '');
                    } else {
                        this.readings.delete(token);
                    }
                    this.changed.fire();
                },
            },
            // What the server writes there it also sends as messages, but for how it came to its end.
            stdioOptions: {
                stdout: () => undefined,
                stderr: (stream) => {
                    stream.setEncoding('utf8');
                    stream.on('data', (text: string) => {
                        const lines = text.split('\n').filter((line) => line.trim());
                        this.lastLines = [...this.lastLines, ...lines].slice(-LAST_LINES);
                    });
                },
            },
        };
        const client = new Client('slugline', 'Slugline', server, options);
        return client;
    }

    private errorHandler(its: () => LanguageClient): ErrorHandler {
        return {
            error: () => ({ action: ErrorAction.Continue, handled: true }),
            closed: () => {
                const client = its();
                if (client !== this.started) {
                    // Another one is there by now, or none is wanted.
                    return { action: CloseAction.DoNotRestart, handled: true };
                }
                this.readings.clear();
                this.log.error('The server has ended by itself. Its last words:');
                for (const line of this.lastLines) {
                    this.log.error(`  ${line}`);
                }
                if (client.initializeResult && this.restarts.mayRestart(Date.now())) {
                    return { action: CloseAction.Restart, handled: true };
                }
                // Where it never came up, the start itself fails, and tells of it.
                if (client.initializeResult) {
                    this.started = undefined;
                    this.fail(
                        new Error(
                            `It has ended ${this.restarts.limit + 1} times in three minutes.`,
                        ),
                    );
                }
                return { action: CloseAction.DoNotRestart, handled: true };
            },
        };
    }

    private async end(): Promise<void> {
        const client = this.started;
        this.started = undefined;
        this.readings.clear();
        try {
            await client?.dispose();
        } catch (error) {
            this.log.debug(`Ending the server: ${String(error)}`);
        }
    }

    private fail(error: unknown): void {
        const failed = this.started;
        this.started = undefined;
        void failed?.dispose().catch(() => undefined);
        if (error instanceof SetupError && error.obstacle === 'cancelled') {
            this.log.info(error.message);
            this.become({ kind: 'stopped' });
            return;
        }
        const reason = error instanceof Error ? error.message : String(error);
        this.log.error(reason);
        this.become({ kind: 'failed', reason });
        void this.tell(reason, error);
    }

    /** Says why there is no server, with what the user can do. */
    private async tell(reason: string, error: unknown): Promise<void> {
        const isPythons = error instanceof SetupError && error.isPythons;
        const choices: Record<string, () => unknown> = {
            'Try Again': () => this.restart(),
            'Show Log': () => this.log.show(),
            ...(isPythons
                ? { 'Choose a Python…': () => run('slugline.server.choosePython') }
                : {
                      Settings: () => run('workbench.action.openSettings', 'slugline.server.path'),
                  }),
        };
        const message = `Slugline’s language server is not running. ${reason}`;
        const chosen = await vscode.window.showErrorMessage(message, ...Object.keys(choices));
        await choices[chosen ?? '']?.();
    }
}

/** What a promise gives; fails where it takes longer than `limit` ms. */
async function within<T>(promise: Promise<T>, limit: number): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
        const refuse = () => reject(new Error(`no answer within ${limit / 1000} seconds`));
        timer = setTimeout(refuse, limit);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Where a program comes from, in words. */
export function describe(found: Found): string {
    return {
        configured: 'from the setting slugline.server.path',
        environment: 'from the workspace’s Python environment',
        path: 'found on PATH',
        own: 'set up by the extension',
    }[found.origin];
}
