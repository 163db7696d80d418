// What is an article in the folders of a workspace, and what the extension's commands do.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before } from 'node:test';
import { EXAMPLE, steps, until, Workbench } from './workbench.mjs';

let its;
let other;

before(async () => {
    its = await Workbench.start({ settings: { 'slugline.server.path': process.env.TEST_SERVER } });
    await its.wikiFrom(EXAMPLE);
    const settings = await its.read('slugline.toml');
    await writeFile(path.join(its.wiki, 'slugline.toml'), `exclude = ["drafts/**"]\n${settings}`);
    await writeFile(
        path.join(its.wiki, 'old-forge.txt'),
        'Old Forge\nIt is cold. See [[millwrigt]].\n',
    );
    await mkdir(path.join(its.wiki, 'drafts'));
    await writeFile(path.join(its.wiki, 'drafts/notes.txt'), 'Notes\nSee [[nothing]].\n');
    other = path.join(its.home, 'other');
    await mkdir(other);
    await writeFile(path.join(other, 'shopping.txt'), 'Shopping\nSee [[nothing]].\n');
    await writeFile(path.join(other, 'second.article'), 'Second\nIt is [[missing-one]].\n');
});

after(() => its?.stop());

const step = steps(() => its, 120_000);

const codes = async (file) => (await its.findings(file)).map(([, code]) => code);

const languageOf = (file) =>
    its.probe(async (file) => {
        const uri = vscode.Uri.file(file);
        await vscode.window.showTextDocument(uri, { preview: false });
        return vscode.window.activeTextEditor.document.languageId;
    }, file);

step('files that include matches are articles, others are left alone', async () => {
    const file = path.join(its.wiki, 'old-forge.txt');
    await until('it is an article', async () => (await languageOf(file)) === 'slugline');
    await until('it has findings', async () =>
        (await codes('old-forge.txt')).includes('broken-link'),
    );
    assert.equal(await languageOf(path.join(its.wiki, 'drafts/notes.txt')), 'plaintext');
    // Told otherwise it is none at once, and the other one is.
    const settings = await its.read('slugline.toml');
    await writeFile(
        path.join(its.wiki, 'slugline.toml'),
        settings.replace('exclude = ["drafts/**"]', 'include = ["**/*.article", "drafts/*.txt"]'),
    );
    await until(
        'it is one',
        async () => (await languageOf(path.join(its.wiki, 'drafts/notes.txt'))) === 'slugline',
    );
    await until('it is none', async () => (await languageOf(file)) === 'plaintext');
    await writeFile(path.join(its.wiki, 'slugline.toml'), settings);
    await until('it is one again', async () => (await languageOf(file)) === 'slugline');
});

step('a text that is an article is one again when it is opened again', async () => {
    const file = path.join(its.wiki, 'ford.txt');
    await writeFile(file, 'Ford\nIt is shallow. See [[millwrigt]].\n');
    await until('the server has seen it', () =>
        its.probe(
            (file) => vscode.languages.getDiagnostics(vscode.Uri.file(file)).length > 0,
            file,
        ),
    );
    // Opened as the explorer does: for an extension VS Code keeps documents a while.
    const open = (preview) =>
        its.probe(
            (file, preview) =>
                vscode.commands
                    .executeCommand('vscode.open', vscode.Uri.file(file), { preview })
                    .then(() => 1),
            file,
            preview,
        );
    const language = () =>
        its.probe(
            (file) =>
                vscode.workspace.textDocuments.find((one) => one.uri.fsPath === file)?.languageId,
            file,
        );
    for (const preview of [false, true]) {
        await open(preview);
        await until('it is an article', async () => (await language()) === 'slugline');
        await its.command('View: Close Editor');
        await until('it is closed', async () => (await language()) === undefined);
    }
    await open(false);
    await until('it is an article', async () => (await language()) === 'slugline');
    await its.probe(async () => {
        const { document } = vscode.window.activeTextEditor;
        await vscode.languages.setTextDocumentLanguage(document, 'markdown');
        await vscode.commands.executeCommand('workbench.action.nextEditor');
    });
    await open(false);
    assert.equal(await language(), 'markdown', 'another language by hand is left');
    await its.command('View: Close Editor');
});

step('several folders are several wikis', async () => {
    const workspace = path.join(its.home, 'both.code-workspace');
    const folders = [{ path: its.wiki }, { path: other }];
    await writeFile(workspace, JSON.stringify({ folders }));
    await its.open({ workspace });
    await until('findings of the second', async () => {
        const uri = path.join(other, 'second.article');
        return its.probe(
            (file) => vscode.languages.getDiagnostics(vscode.Uri.file(file)).length > 0,
            uri,
        );
    });
    await until('and of the first', async () =>
        (await codes('old-forge.txt')).includes('broken-link'),
    );
    assert.equal(await languageOf(path.join(other, 'shopping.txt')), 'plaintext');
});

step('the menu of the status item, a new article, and all fixes', async () => {
    await its.show(BROKEN);
    await its.page.locator('#slugline\\.slugline\\.slugline a').click();
    const rows = its.page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: 'New Article' }).waitFor();
    await its.picture('menu');
    await rows.filter({ hasText: 'New Article' }).click();
    await its.page.locator('.quick-input-widget', { hasText: 'The title.' }).waitFor();
    await its.type('Heron on the Weir');
    await its.press('Enter');
    await until('it is open', async () =>
        (await its.place()).startsWith('heron-on-the-weir.article'),
    );
    await its.command('File: Save All');
    await until('it is on disk', async () =>
        /^Heron on the Weir\n/.test(await its.read('heron-on-the-weir.article')),
    );
    await its.show('small-turbines-at-old-mills.article');
    await its.command('Slugline: Make All Safe Fixes');
    await its.command('Slugline: Check Wiki');
    await its.page.locator('.markers-panel').waitFor();
    assert.deepEqual(await its.popups(), []);
});

step('a server that ends is started anew, but not for ever', async () => {
    const only = async () => {
        const [one, ...others] = await its.servers();
        return others.length === 0 && one;
    };
    const first = await until('one server', only);
    let last = first;
    for (let number = 0; number < 5; number += 1) {
        process.kill(last, 'SIGKILL');
        if (number < 4) {
            last = await until('another server', async () => {
                const now = await only();
                return now !== last && /finding/.test(await its.status()) && now;
            });
        }
    }
    const popup = its.page.locator('.notification-list-item', {
        hasText: 'It has ended 5 times in three minutes',
    });
    await popup.waitFor();
    await its.picture('ended');
    await popup.locator('.monaco-button', { hasText: 'Try Again' }).click();
    await until('it runs again', async () => (await only()) && /finding/.test(await its.status()));
});
