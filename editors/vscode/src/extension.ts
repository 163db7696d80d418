import * as vscode from 'vscode';
import { Articles } from './articles.ts';
import { commands } from './commands.ts';
import { Findings } from './findings.ts';
import { whenSelected } from './interpreters.ts';
import { Service } from './service.ts';
import { hasFiles } from './settings.ts';
import { Status } from './status.ts';
import { typeOverStars } from './typing.ts';

let service: Service | undefined;

export function activate(context: vscode.ExtensionContext): void {
    const log = vscode.window.createOutputChannel('Slugline', { log: true });
    const its = (service = new Service(context, log));
    const findings = new Findings();
    const startWhereWanted = () => {
        if (its.condition.kind === 'off' && hasFiles()) {
            void its.start();
        }
    };
    const searchAgain = () => void its.searchAgain();
    // Without trust the workspace's Python is not asked for.
    const followSelection = () =>
        void whenSelected(searchAgain).then((one) => one && context.subscriptions.push(one));
    context.subscriptions.push(
        log,
        its,
        findings,
        new Status(its, findings),
        new Articles(its),
        commands(its, log),
        typeOverStars(),
        vscode.workspace.onDidOpenTextDocument(startWhereWanted),
        vscode.workspace.onDidChangeWorkspaceFolders(startWhereWanted),
        vscode.workspace.onDidGrantWorkspaceTrust(() => {
            followSelection();
            searchAgain();
        }),
        vscode.workspace.onDidChangeConfiguration((event) => {
            if (event.affectsConfiguration('slugline.server')) {
                searchAgain();
            }
        }),
    );
    startWhereWanted();
    if (vscode.workspace.isTrusted) {
        followSelection();
    }
}

export async function deactivate(): Promise<void> {
    await service?.stop();
}
