import * as vscode from 'vscode';
import type { Middleware, WorkspaceEdit } from 'vscode-languageclient/node';

/** Milliseconds for which a file operation of an edit is waited for. */
const PATIENCE = 120_000;

/** Requests whose answer is an edit, or an action with one. */
const WITH_EDITS = ['textDocument/rename', 'textDocument/codeAction', 'codeAction/resolve'];

/**
 * Keeps the server from being told of files that its own edits create and rename.
 *
 * VS Code tells of these as if the user had made them in the explorer. The server would change the
 * links to a renamed article once more, for which VS Code asks the user, and fill a new file that
 * is about to be filled.
 */
export function ownEdits(): Middleware {
    const expected = new Map<string, number>();

    function expect(edit: WorkspaceEdit | null | undefined): void {
        for (const change of edit?.documentChanges ?? []) {
            if (!('kind' in change) || change.kind === 'delete') {
                continue;
            }
            const uris = change.kind === 'create' ? [change.uri] : [change.oldUri, change.newUri];
            expected.set(named(...uris.map((uri) => vscode.Uri.parse(uri))), Date.now() + PATIENCE);
        }
    }

    /** Whether all of some file operations are expected ones; they are no longer then. */
    function areOwn(operations: readonly string[]): boolean {
        const areAll = operations.every((name) => (expected.get(name) ?? 0) > Date.now());
        operations.forEach((name) => areAll && expected.delete(name));
        return areAll;
    }

    return {
        async sendRequest(type, params, token, next) {
            const answer = await next(type, params, token);
            const method = typeof type === 'string' ? type : type.method;
            if (method === 'textDocument/rename') {
                expect(answer as WorkspaceEdit | null);
            } else if (WITH_EDITS.includes(method)) {
                const actions = [answer ?? []].flat() as { readonly edit?: WorkspaceEdit }[];
                actions.forEach(({ edit }) => expect(edit));
            }
            return answer;
        },
        workspace: {
            handleApplyEdit(params, next) {
                expect(params.edit);
                return next(params, new vscode.CancellationTokenSource().token);
            },
            willRenameFiles(event, next) {
                const own = areOwn(event.files.map((one) => named(one.oldUri, one.newUri)));
                return own ? Promise.resolve(null) : next(event);
            },
            didCreateFiles(event, next) {
                return areOwn(event.files.map((uri) => named(uri)))
                    ? Promise.resolve()
                    : next(event);
            },
        },
    };
}

function named(...uris: readonly vscode.Uri[]): string {
    return uris.map((uri) => uri.toString()).join(' ');
}
