import path from 'node:path';
import * as vscode from 'vscode';
import type { LanguageClient, Location, Position } from 'vscode-languageclient/node';
import { describe, type Service } from './service.ts';
import { fileFolders } from './settings.ts';

/** Registers the commands of the extension. */
export function commands(service: Service, log: vscode.LogOutputChannel): vscode.Disposable {
    const all: Record<string, (...values: never[]) => unknown> = {
        'slugline.article.new': () => newArticle(service),
        'slugline.article.fixAll': () => fixAll(service),
        'slugline.wiki.check': () => checkWiki(service),
        'slugline.server.restart': () => restart(service),
        'slugline.server.stop': () => service.stop(),
        'slugline.server.showLog': () => log.show(),
        'slugline.server.choosePython': () => choosePython(service),
        'slugline.menu': () => showMenu(service),
        'slugline.showReferences': (uri: string, position: Position, places?: Location[]) =>
            showReferences(service, uri, position, places),
    };
    return vscode.Disposable.from(
        ...Object.entries(all).map(([id, run]) => vscode.commands.registerCommand(id, run)),
    );
}

/** The client; undefined, with what the user can do, where the server is not running. */
async function running(service: Service): Promise<LanguageClient | undefined> {
    if (!service.client) {
        await service.start();
    }
    if (service.condition.kind === 'stopped') {
        void vscode.window.showInformationMessage(
            'Slugline’s language server is stopped. “Slugline: Restart Server” starts it.',
        );
    }
    tellWithoutFiles(service);
    return service.client;
}

async function restart(service: Service): Promise<void> {
    await service.restart();
    tellWithoutFiles(service);
}

/** Says what is missing where there is nothing for a server. */
function tellWithoutFiles(service: Service): void {
    if (service.condition.kind === 'off') {
        void vscode.window.showInformationMessage(
            'Slugline needs a folder with articles on disk. Open one, and try again.',
        );
    }
}

/** What the server answers to a command; its refusal is shown to the user. */
async function execute<T>(
    client: LanguageClient,
    command: string,
    values: readonly unknown[],
): Promise<T | undefined> {
    try {
        return await client.sendRequest<T>('workspace/executeCommand', {
            command,
            arguments: values,
        });
    } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        void vscode.window.showErrorMessage(`Slugline: ${message}.`.replace(/\.\.$/, '.'));
        return undefined;
    }
}

async function newArticle(service: Service): Promise<void> {
    const client = await running(service);
    if (!client) {
        return;
    }
    const beside = await placeOfNew();
    if (beside === undefined) {
        return;
    }
    const title = await vscode.window.showInputBox({
        title: 'New Article',
        prompt: 'The title. Its slug becomes the name of the file.',
        placeHolder: 'Flash Locks and the Quarrel over Water',
        validateInput: (text) => (text.trim() ? undefined : 'An article needs a title.'),
    });
    if (title) {
        await execute(client, 'slugline.newArticle', [
            title,
            client.code2ProtocolConverter.asUri(beside),
        ]);
    }
}

/** A file beside which a new article is to be; undefined where there is no place for it. */
async function placeOfNew(): Promise<vscode.Uri | undefined> {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId === 'slugline' && document.uri.scheme === 'file') {
        return document.uri;
    }
    const [first, ...others] = fileFolders();
    if (first === undefined) {
        void vscode.window.showInformationMessage(
            'A new article needs a folder. Open the folder of your wiki, and try again.',
        );
        return undefined;
    }
    const folder = others.length === 0 ? first : await chosenFolder([first, ...others]);
    return folder === undefined ? undefined : vscode.Uri.file(path.join(folder, 'new.article'));
}

/** One of the workspace folders, which are paths. */
async function chosenFolder(folders: readonly string[]): Promise<string | undefined> {
    const choices = folders.map((folder) => ({
        label: path.basename(folder),
        description: path.dirname(folder),
        folder,
    }));
    const options = { placeHolder: 'The wiki of the new article' };
    return (await vscode.window.showQuickPick(choices, options))?.folder;
}

async function fixAll(service: Service): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== 'slugline') {
        void vscode.window.showInformationMessage(
            'Open the article whose findings are to be fixed.',
        );
        return;
    }
    const client = await running(service);
    if (client) {
        await execute(client, 'slugline.fixAll', [
            client.code2ProtocolConverter.asUri(document.uri),
        ]);
    }
}

/** Has all articles read anew, and shows what is found. */
async function checkWiki(service: Service): Promise<void> {
    const client = await running(service);
    if (!client) {
        return;
    }
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    const options = {
        location: vscode.ProgressLocation.Window,
        title: 'Slugline: checking the wiki',
    };
    await vscode.window.withProgress(options, () => execute(client, 'slugline.restart', []));
}

/** Has the user choose a Python, and starts the server, also where it was stopped. */
async function choosePython(service: Service): Promise<void> {
    const chosen = await vscode.window.showOpenDialog({
        title: 'A Python of version 3.11 or newer',
        openLabel: 'Use This Python',
    });
    const program = chosen?.[0]?.fsPath;
    if (program) {
        // Of a server that is stopped nothing is tried when the setting changes, but once below.
        await service.stop();
        await vscode.workspace
            .getConfiguration('slugline')
            .update('server.python', program, vscode.ConfigurationTarget.Global);
        await restart(service);
    }
}

/** What the numbers above titles show when they are clicked. */
async function showReferences(
    service: Service,
    uri: string,
    position: Position,
    places: Location[] | undefined,
): Promise<void> {
    const convert = service.client?.protocol2CodeConverter;
    if (!convert) {
        return;
    }
    const [file, at] = [convert.asUri(uri), convert.asPosition(position)];
    const found = places
        ? places.map((place) => convert.asLocation(place))
        : await vscode.commands.executeCommand('vscode.executeReferenceProvider', file, at);
    await vscode.commands.executeCommand('editor.action.showReferences', file, at, found);
}

interface Choice extends vscode.QuickPickItem {
    readonly command?: string;
    readonly values?: readonly unknown[];
}

async function showMenu(service: Service): Promise<void> {
    const condition = service.condition;
    const isArticle = vscode.window.activeTextEditor?.document.languageId === 'slugline';
    const isRunning = condition.kind === 'running';
    const server: Choice[] = [
        {
            label: isRunning ? '$(debug-restart) Restart the Server' : '$(play) Start the Server',
            command: 'slugline.server.restart',
            ...(isRunning && { description: `${condition.version}, ${describe(condition.found)}` }),
            ...(condition.kind === 'failed' && { detail: condition.reason }),
        },
        ...(isRunning
            ? [{ label: '$(debug-stop) Stop the Server', command: 'slugline.server.stop' }]
            : [{ label: '$(folder) Choose a Python…', command: 'slugline.server.choosePython' }]),
        { label: '$(output) Show the Log', command: 'slugline.server.showLog' },
        {
            label: '$(gear) Settings',
            command: 'workbench.action.openSettings',
            values: ['@ext:slugline.slugline'],
        },
    ];
    const wiki: Choice[] = [
        { label: '$(list-unordered) Show Findings', command: 'workbench.actions.view.problems' },
        { label: '$(checklist) Check the Wiki', command: 'slugline.wiki.check' },
        { label: '$(new-file) New Article…', command: 'slugline.article.new' },
        ...(isArticle
            ? [{ label: '$(wand) Make All Safe Fixes', command: 'slugline.article.fixAll' }]
            : []),
    ];
    const line = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator });
    const chosen = await vscode.window.showQuickPick<Choice>(
        isRunning ? [line('Wiki'), ...wiki, line('Server'), ...server] : server,
        { title: 'Slugline', placeHolder: 'What shall be done?' },
    );
    if (chosen?.command) {
        await vscode.commands.executeCommand(chosen.command, ...(chosen.values ?? []));
    }
}
