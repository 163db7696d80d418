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
 * knows what that means. A document whose language the user sets back is left alone.
 */
export class Articles implements vscode.Disposable {
    private readonly service: Service;
    private readonly before = new Map<string, string>();
    private readonly subscriptions: vscode.Disposable[];
    private timer: NodeJS.Timeout | undefined;

    constructor(service: Service) {
        this.service = service;
        const files = vscode.workspace.createFileSystemWatcher(`**/${CONFIGURATION}`);
        const later = () => this.lookLater();
        this.subscriptions = [
            files,
            files.onDidChange(later),
            files.onDidCreate(later),
            files.onDidDelete(later),
            service.onDidChange(() => service.client && this.lookLater(0)),
            vscode.workspace.onDidOpenTextDocument((document) => void this.look(document)),
            vscode.workspace.onDidCreateFiles(later),
            vscode.workspace.onDidRenameFiles(later),
            vscode.workspace.onDidGrantWorkspaceTrust(later),
            vscode.workspace.onDidChangeConfiguration((event) => {
                if (event.affectsConfiguration('slugline')) {
                    this.lookLater();
                }
            }),
        ];
        this.lookLater(0);
    }

    dispose(): void {
        clearTimeout(this.timer);
        vscode.Disposable.from(...this.subscriptions).dispose();
    }

    private lookLater(pause = SETTLING): void {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => {
            for (const document of vscode.workspace.textDocuments) {
                void this.look(document);
            }
        }, pause);
    }

    private async look(document: vscode.TextDocument): Promise<void> {
        const key = document.uri.toString();
        const before = this.before.get(key);
        const isOurs = before !== undefined && document.languageId === 'slugline';
        if (
            document.uri.scheme !== 'file' ||
            path.basename(document.fileName) === CONFIGURATION ||
            (document.languageId === 'slugline') !== isOurs
        ) {
            return;
        }
        const answer = (await this.isInWiki(document.uri)) && (await this.isArticle(document.uri));
        if (answer === undefined || document.isClosed) {
            return;
        }
        if (answer && before === undefined) {
            this.before.set(key, document.languageId);
            await vscode.languages.setTextDocumentLanguage(document, 'slugline');
        } else if (!answer && before !== undefined) {
            this.before.delete(key);
            if (isOurs) {
                await vscode.languages.setTextDocumentLanguage(document, before);
            }
        }
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
    private async isArticle(uri: vscode.Uri): Promise<boolean | undefined> {
        const client = this.service.client;
        if (!client) {
            return undefined;
        }
        const textDocument = { uri: client.code2ProtocolConverter.asUri(uri) };
        try {
            return (
                (await client.sendRequest('textDocument/documentLink', { textDocument })) !== null
            );
        } catch {
            return undefined; // The server has ended, or is about to.
        }
    }
}
