import path from 'node:path';
import * as vscode from 'vscode';
import type { Service } from './service.ts';

const CONFIGURATION = 'slugline.toml';
/** Milliseconds that the server has to see a file that has just come. */
const SETTLING = 1_000;

/**
 * Makes documents of other languages articles, where they are ones of a wiki.
 *
 * In a workspace with a `slugline.toml` its `include` says which files are articles, and the server
 * knows what that means. A document whose language the user sets back is left alone while it is open.
 */
export class Articles implements vscode.Disposable {
    private readonly service: Service;
    /** The languages that open documents had before they were made articles. */
    private readonly before = new Map<string, string>();
    private readonly subscriptions: vscode.Disposable[];
    private timer: NodeJS.Timeout | undefined;
    private due = 0;
    private isAnew = false;
    private isReady = false;

    constructor(service: Service) {
        this.service = service;
        const files = vscode.workspace.createFileSystemWatcher(`**/${CONFIGURATION}`);
        const later = () => this.lookLater();
        const anew = () => this.lookLater(SETTLING, true);
        this.subscriptions = [
            files,
            files.onDidChange(anew),
            files.onDidCreate(anew),
            files.onDidDelete(anew),
            service.onDidChange(() => this.lookOnceReady()),
            vscode.workspace.onDidOpenTextDocument((document) => void this.look(document)),
            vscode.workspace.onDidCloseTextDocument((document) => {
                // Another language is told of as a close, too, of a document that stays open.
                if (document.isClosed) {
                    this.before.delete(document.uri.toString());
                }
            }),
            vscode.workspace.onDidCreateFiles(later),
            vscode.workspace.onDidRenameFiles(later),
            vscode.workspace.onDidGrantWorkspaceTrust(later),
            vscode.workspace.onDidChangeConfiguration((event) => {
                if (event.affectsConfiguration('slugline')) {
                    anew();
                }
            }),
        ];
        this.lookOnceReady();
    }

    dispose(): void {
        clearTimeout(this.timer);
        vscode.Disposable.from(...this.subscriptions).dispose();
    }

    /** Looks at all documents when the server begins to run, and when it has read the wikis. */
    private lookOnceReady(): void {
        const { client, reading } = this.service;
        const isReady = client !== undefined && reading === undefined;
        if (isReady && !this.isReady) {
            this.lookLater(0);
        }
        this.isReady = isReady;
    }

    /** Looks at all documents after a pause, or the one that is going on; `anew` also at those that are articles by our doing. */
    private lookLater(pause = SETTLING, anew = false): void {
        clearTimeout(this.timer);
        this.isAnew ||= anew;
        this.due = Math.max(this.due, Date.now() + pause);
        this.timer = setTimeout(() => {
            const all = this.isAnew;
            this.isAnew = false;
            for (const document of vscode.workspace.textDocuments) {
                const before = this.before.get(document.uri.toString());
                if (all && before !== undefined && document.languageId === 'slugline') {
                    // What is open as an article is one to the server: it is asked once it is not.
                    this.before.delete(document.uri.toString());
                    void setLanguage(document, before);
                } else {
                    void this.look(document);
                }
            }
        }, this.due - Date.now());
    }

    private async look(document: vscode.TextDocument): Promise<void> {
        const key = document.uri.toString();
        if (
            document.uri.scheme !== 'file' ||
            document.languageId === 'slugline' ||
            path.basename(document.fileName) === CONFIGURATION ||
            this.before.has(key) ||
            !(await this.isInWiki(document.uri)) ||
            !(await this.isArticle(document.uri)) ||
            document.isClosed ||
            this.before.has(key)
        ) {
            return;
        }
        this.before.set(key, document.languageId);
        await setLanguage(document, 'slugline');
    }

    /** Whether a file of the workspace is in a folder with a `slugline.toml`, or below one. */
    private async isInWiki(uri: vscode.Uri): Promise<boolean> {
        if (!vscode.workspace.getWorkspaceFolder(uri)) {
            return false;
        }
        for (let folder = path.dirname(uri.fsPath); ; folder = path.dirname(folder)) {
            const configuration = vscode.Uri.file(path.join(folder, CONFIGURATION));
            const found = await vscode.workspace.fs.stat(configuration).then(
                ({ type }) => (type & vscode.FileType.File) !== 0,
                () => false,
            );
            if (found || folder === path.dirname(folder)) {
                return found;
            }
        }
    }

    /** What the server says: it has links, be it none, of articles only. */
    private async isArticle(uri: vscode.Uri): Promise<boolean> {
        const client = this.service.client;
        if (!client) {
            return false;
        }
        const textDocument = { uri: client.code2ProtocolConverter.asUri(uri) };
        try {
            return (
                (await client.sendRequest('textDocument/documentLink', { textDocument })) !== null
            );
        } catch {
            return false; // The server has ended, or is about to.
        }
    }
}

async function setLanguage(document: vscode.TextDocument, language: string): Promise<void> {
    try {
        await vscode.languages.setTextDocumentLanguage(document, language);
    } catch {
        // It has been closed meanwhile.
    }
}
