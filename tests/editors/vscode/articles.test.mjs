// What is an article in the folders of a workspace, and what the extension's commands do.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before } from 'node:test';
import { EXAMPLE, serverOnPath, steps, until, Workbench } from './workbench.mjs';

let its;
let other;

before(async () => {
    its = await Workbench.start({ prepare: serverOnPath });
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
    await its.open({ folder: its.wiki }, 'tide-mill.article');
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

/** Clicks the item in the status bar, and in its menu what has that label. */
async function choose(label) {
    await its.page.locator('#slugline\\.slugline\\.slugline a').click();
    const row = its.page.locator('.quick-input-list .monaco-list-row', { hasText: label });
    await row.waitFor();
    await its.picture('menu');
    await row.click();
    await row.waitFor({ state: 'hidden' });
}

step('the menu makes a new article', async () => {
    await its.show('tide-mill.article');
    await choose('New Article');
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
});

for (const [way, fix, file, right] of [
    [
        'the command',
        () => its.command('Slugline: Make All Safe Fixes'),
        'sawmills-on-the-upper-derrow.article',
        '[[millwright|millwrights]]',
    ],
    [
        'the menu',
        () => choose('Make All Safe Fixes'),
        'ship-mills-of-the-lower-stevna.article',
        '[[small-turbines-at-old-mills',
    ],
]) {
    step(`${way} makes all safe fixes of the article`, async () => {
        await its.show(file);
        await until('there is one to make', async () => (await codes(file)).length === 1);
        assert.ok(!(await its.text()).includes(right));
        await fix();
        await until('it is made', async () => (await its.text()).includes(right));
        await until('nothing is found', async () => (await codes(file)).length === 0);
        await its.command('File: Save');
        await until('it is on disk', async () => (await its.read(file)).includes(right));
    });
}

const closePanel = () =>
    its.probe(() => vscode.commands.executeCommand('workbench.action.closePanel'));

step('the wiki is checked anew, articles that nobody has opened or told of too', async () => {
    const problems = its.page.locator('.markers-panel');
    // VS Code tells nobody of what happens there.
    await its.probe(() =>
        vscode.workspace
            .getConfiguration('files')
            .update('watcherExclude', { '**/far/**': true }, 1),
    );
    const far = path.join(its.wiki, 'far/aqueduct.article');
    await mkdir(path.dirname(far));
    await writeFile(far, 'Aqueduct\nIt is high.\nSummary\nSee [[nobody-wrote-it]].\n');
    await its.command('Slugline: Check Wiki');
    await until('its findings', () =>
        its.probe((file) => vscode.languages.getDiagnostics(vscode.Uri.file(file)).length > 0, far),
    );
    assert.ok(
        await its.probe(
            (file) => vscode.workspace.textDocuments.every((one) => one.fileName !== file),
            far,
        ),
    );
    await problems.waitFor();
    await its.press('Control+F');
    await its.type('nobody-wrote-it');
    const rows = problems.locator('.monaco-list-row');
    await rows.filter({ hasText: 'no article has the slug `nobody-wrote-it`' }).waitFor();
    await rows.filter({ hasText: 'aqueduct.article' }).first().waitFor();
    await its.picture('checked');
    await its.press('Control+A', 'Delete');
    await closePanel();
    await problems.waitFor({ state: 'hidden' });
    await choose('Show Findings');
    await problems.waitFor();
    await closePanel();
    assert.deepEqual(await its.popups(), []);
});

step('the log is shown', async () => {
    // Not what is in it: the module with which VS Code writes logs is none that npm can build here.
    const channels = its.page.locator('.part.panel select').first();
    for (const show of [() => its.command('Slugline: Show Log'), () => choose('Show the Log')]) {
        await show();
        await until(
            'its channel',
            async () => (await channels.locator('option:checked').innerText()) === 'Slugline',
        );
        await its.picture('log');
        await closePanel();
        await channels.waitFor({ state: 'hidden' });
    }
});

step('the settings are shown', async () => {
    await choose('Settings');
    const shown = its.page.locator('.settings-editor');
    await shown.locator('.setting-item-category', { hasText: 'Slugline' }).first().waitFor();
    await its.picture('settings');
    await its.probe(() => vscode.commands.executeCommand('workbench.action.closeActiveEditor'));
    await shown.waitFor({ state: 'hidden' });
});

step('the server is stopped, started, and started anew', async () => {
    await its.show('tide-mill.article');
    const has = async (number) => (await its.servers()).length === number;
    const [first] = await its.servers();
    await choose('Stop the Server');
    await until('it has ended', () => has(0));
    await until('it says so', async () => (await its.status()) === 'Slugline');
    await until('there are no findings', () =>
        its.probe(() => vscode.languages.getDiagnostics().every(([, found]) => !found.length)),
    );
    const runs = async () => (await has(1)) && /finding/.test(await its.status());
    await choose('Start the Server');
    await until('it runs', runs);
    const [second] = await its.servers();
    assert.notEqual(second, first);
    await its.command('Slugline: Stop Server');
    await until('it has ended', () => has(0));
    await its.command('Slugline: Check Wiki');
    await until('it runs, for it is needed', runs);
    await closePanel();
    for (const restart of [
        () => choose('Restart the Server'),
        () => its.command('Slugline: Restart Server'),
    ]) {
        const before = await its.servers();
        await restart();
        await until('another one runs', async () => {
            const now = await its.servers();
            return now.length === 1 && now[0] !== before[0] && /finding/.test(await its.status());
        });
    }
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
