// Stands for the extension of this name, as others see it: which Python is selected, and a command
// that selects another one.
const vscode = require('vscode');

exports.activate = (context) => {
    let program = process.env.SELECTED_PYTHON ?? '';
    const changed = new vscode.EventEmitter();
    const select = (other) => {
        program = other;
        changed.fire({ path: program });
    };
    context.subscriptions.push(vscode.commands.registerCommand('python.select', select));
    return {
        environments: {
            onDidChangeActiveEnvironmentPath: changed.event,
            getActiveEnvironmentPath: () => ({ path: program }),
            resolveEnvironment: async ({ path }) =>
                path ? { executable: { uri: vscode.Uri.file(path) } } : undefined,
        },
    };
};
