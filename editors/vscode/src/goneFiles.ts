import * as vscode from 'vscode';
import { vsdiag, type Middleware } from 'vscode-languageclient/node';

/** So many reports say that a file has no findings any more: the client passes over early ones. */
const REPORTS = 3;

/** Takes findings of files away that are renamed or deleted while they are open. */
export class GoneFiles implements vscode.Disposable {
    /**
     * The client forgets what it knows of a document when that closes, but not what it shows of it,
     * and relies on the next report of the whole wiki: which does not tell of files that are gone
     * when the client does not ask for them.
     */
    readonly middleware: Middleware = {
        provideWorkspaceDiagnostics: async (known, token, report, next) => {
            const items = (await this.taken()).map((uri) => ({
                kind: vsdiag.DocumentDiagnosticReportKind.full as const,
                uri,
                version: null,
                items: [],
            }));
            if (items.length > 0) {
                report({ items });
            }
            return next(known, token, report);
        },
    };

    private readonly left = new Map<string, number>();
    private readonly subscription = vscode.workspace.onDidCloseTextDocument(async ({ uri }) => {
        if (uri.scheme === 'file' && !(await isThere(uri))) {
            this.left.set(uri.toString(), REPORTS);
        }
    });

    dispose(): void {
        this.subscription.dispose();
    }

    private async taken(): Promise<vscode.Uri[]> {
        const gone: vscode.Uri[] = [];
        for (const [name, number] of [...this.left]) {
            const uri = vscode.Uri.parse(name);
            const isBack = await isThere(uri);
            if (!isBack) {
                gone.push(uri);
            }
            if (isBack || number === 1) {
                this.left.delete(name);
            } else {
                this.left.set(name, number - 1);
            }
        }
        return gone;
    }
}

function isThere(uri: vscode.Uri): Thenable<boolean> {
    return vscode.workspace.fs.stat(uri).then(
        () => true,
        () => false,
    );
}
