import * as vscode from 'vscode';

/** An entity that has just been closed by hand, before the stars that closed it by themselves. */
const CLOSED_TWICE = /\*\*[^\s*](?:[^*]*[^\s*])?\*\*$/;
const LEFT_OVER = /^\*\*(?![\p{L}\p{N}*])/u;

/**
 * Types over the stars that close an entity.
 *
 * VS Code does that by itself for brackets, but not for marks of several characters.
 */
export function typeOverStars(): vscode.Disposable {
    return vscode.workspace.onDidChangeTextDocument(({ document, contentChanges, reason }) => {
        const [change] = contentChanges;
        const editor = vscode.window.activeTextEditor;
        if (
            document.languageId !== 'slugline' ||
            editor?.document !== document ||
            editor.selections.length !== 1 ||
            reason !== undefined ||
            contentChanges.length !== 1 ||
            change?.text !== '*' ||
            !change.range.isEmpty
        ) {
            return;
        }
        const at = change.range.start.translate(0, 1);
        const line = document.lineAt(at.line).text;
        if (
            CLOSED_TWICE.test(line.slice(0, at.character)) &&
            LEFT_OVER.test(line.slice(at.character))
        ) {
            const rest = new vscode.Range(at, at.translate(0, 2));
            void editor.edit((edit) => edit.delete(rest), {
                undoStopBefore: false,
                undoStopAfter: false,
            });
        }
    });
}
