import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';
import { selectedInterpreters } from './interpreters.ts';
import type { Wishes } from './server/search.ts';

/** Documents that the server is told of; virtual files are none of them. */
export const DOCUMENTS = [
    { scheme: 'file', language: 'slugline' },
    { scheme: 'untitled', language: 'slugline' },
];

/** The settings that are keys of `slugline.toml`. */
const KEYS = ['include', 'exclude', 'max-size', 'lead.max-length', 'rules'];

/**
 * What the user has set, as the server takes it.
 *
 * Defaults are left out: they are the server's own, and must not count for more than the wiki's
 * `slugline.toml`.
 */
export const settingsMiddleware: Middleware = {
    workspace: {
        configuration: ({ items }) =>
            items.map(({ scopeUri, section }) =>
                section === 'slugline'
                    ? settingsFor(scopeUri ? vscode.Uri.parse(scopeUri) : undefined)
                    : null,
            ),
        // Told without values, the server asks for those of each folder.
        didChangeConfiguration: (_, next) => next(undefined),
    },
};

function settingsFor(resource: vscode.Uri | undefined): Record<string, unknown> {
    const configuration = vscode.workspace.getConfiguration('slugline', resource ?? null);
    const settings: Record<string, unknown> = {};
    for (const key of KEYS) {
        const its = configuration.inspect(key);
        const isSet = [its?.globalValue, its?.workspaceValue, its?.workspaceFolderValue].some(
            (value) => value !== undefined,
        );
        if (isSet) {
            const [name = key, inner] = key.split('.');
            const value = configuration.get(key);
            settings[name] = inner ? { [inner]: value } : value;
        }
    }
    return settings;
}

/** A setting of the server that is a path; empty where it is not set, or no text. */
export function serverSetting(name: 'path' | 'python'): string {
    const value = vscode.workspace.getConfiguration('slugline.server').get<unknown>(name);
    return typeof value === 'string' ? value.trim() : '';
}

/** What the user and the workspace say about the server's program. */
export async function wishes(): Promise<Wishes> {
    const trusted = vscode.workspace.isTrusted;
    return {
        configured: serverSetting('path'),
        folders: fileFolders(),
        interpreters: trusted ? await selectedInterpreters() : [],
        trusted,
    };
}

/** Whether there is anything on a disk; a virtual workspace has its colours only. */
export function hasFiles(): boolean {
    return (
        fileFolders().length > 0 ||
        vscode.workspace.textDocuments.some((one) => vscode.languages.match(DOCUMENTS, one) > 0)
    );
}

/** The workspace folders that are on a disk. */
export function fileFolders(): string[] {
    return (vscode.workspace.workspaceFolders ?? [])
        .filter(({ uri }) => uri.scheme === 'file')
        .map(({ uri }) => uri.fsPath);
}
