import * as vscode from 'vscode';

/** How many findings of each severity the Problems panel shows. */
export interface Counts {
    readonly errors: number;
    readonly warnings: number;
    readonly infos: number;
}

const NONE: Counts = { errors: 0, warnings: 0, infos: 0 };

/** Counts the findings; only the files that an event names are looked at. */
export class Findings implements vscode.Disposable {
    readonly onDidChange: vscode.Event<void>;
    private readonly changed = new vscode.EventEmitter<void>();
    private readonly counts = new Map<string, Counts>();
    private readonly subscription: vscode.Disposable;
    private sum = NONE;

    constructor() {
        this.onDidChange = this.changed.event;
        this.subscription = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
            const before = this.sum;
            uris.forEach((uri) => this.count(uri));
            if (before !== this.sum) {
                this.changed.fire();
            }
        });
    }

    get total(): Counts {
        return this.sum;
    }

    dispose(): void {
        this.subscription.dispose();
        this.changed.dispose();
    }

    private count(uri: vscode.Uri): void {
        const key = uri.toString();
        const before = this.counts.get(key) ?? NONE;
        const own = vscode.languages
            .getDiagnostics(uri)
            .filter(({ source }) => source?.toLowerCase() === 'slugline');
        const of = (severity: vscode.DiagnosticSeverity) =>
            own.filter((one) => one.severity === severity).length;
        const after = {
            errors: of(vscode.DiagnosticSeverity.Error),
            warnings: of(vscode.DiagnosticSeverity.Warning),
            infos: of(vscode.DiagnosticSeverity.Information),
        };
        if (own.length > 0) {
            this.counts.set(key, after);
        } else if (!this.counts.delete(key)) {
            return;
        }
        this.sum = {
            errors: this.sum.errors - before.errors + after.errors,
            warnings: this.sum.warnings - before.warnings + after.warnings,
            infos: this.sum.infos - before.infos + after.infos,
        };
    }
}
