import * as vscode from 'vscode';

/** An entity that has just been closed by hand, before the stars that closed it by themselves. */
const CLOSED_BY_HAND = /\*\*[^\s*](?:[^*]*[^\s*])?\*\*$/;
const LEFT_OVER = /^\*\*(?![\p{L}\p{N}*])/u;
const STARS = '**';
/** An edit is refused where the user types meanwhile. */
const ATTEMPTS = 20;

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
            CLOSED_BY_HAND.test(line.slice(0, at.character)) &&
            LEFT_OVER.test(line.slice(at.character))
        ) {
            // An editor that has been closed meanwhile keeps its stars.
            removeStars(editor, at).catch(() => undefined);
        }
    });
}

/** Removes the stars at a position, which moves with what is typed before it. */
async function removeStars(editor: vscode.TextEditor, at: vscode.Position): Promise<void> {
    const following = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        for (const { range, text } of document === editor.document ? contentChanges : []) {
            if (range.isSingleLine && range.end.line === at.line && range.end.isBeforeOrEqual(at)) {
                at = at.translate(0, text.length - (range.end.character - range.start.character));
            }
        }
    });
    try {
        for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
            const stars = new vscode.Range(at, at.translate(0, STARS.length));
            if (editor.document.getText(stars) !== STARS) {
                return;
            }
            const options = { undoStopBefore: false, undoStopAfter: false };
            if (await editor.edit((edit) => edit.delete(stars), options)) {
                return;
            }
        }
    } finally {
        following.dispose();
    }
}
