import * as vscode from 'vscode';

/** What is used of the API of the extension `ms-python.python`. */
interface PythonApi {
    readonly environments: {
        readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
        getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
        resolveEnvironment(environment: {
            readonly path: string;
        }): Promise<{ readonly executable: { readonly uri: vscode.Uri | undefined } } | undefined>;
    };
}

/** The Python programs that are selected for the workspace folders; none without that extension. */
export async function selectedInterpreters(): Promise<string[]> {
    const api = await pythonApi();
    if (!api) {
        return [];
    }
    const resources = vscode.workspace.workspaceFolders?.map(({ uri }) => uri) ?? [undefined];
    const found = await Promise.all(
        resources.map(async (resource) => {
            try {
                const path = api.environments.getActiveEnvironmentPath(resource);
                return (await api.environments.resolveEnvironment(path))?.executable.uri?.fsPath;
            } catch {
                return undefined; // It can't tell: then none is selected.
            }
        }),
    );
    return [...new Set(found.filter((program) => program !== undefined))];
}

/** Calls back when another Python environment is selected. */
export async function whenSelected(callback: () => void): Promise<vscode.Disposable | undefined> {
    return (await pythonApi())?.environments.onDidChangeActiveEnvironmentPath(callback);
}

async function pythonApi(): Promise<PythonApi | undefined> {
    const extension = vscode.extensions.getExtension<PythonApi>('ms-python.python');
    try {
        const api = await extension?.activate();
        return api?.environments ? api : undefined;
    } catch {
        return undefined; // Its own troubles are its own to tell of.
    }
}
