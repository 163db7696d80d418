// What a writer does, from an empty profile to what is on disk.
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before } from 'node:test';
import { EXAMPLE, steps, until, Workbench } from './workbench.mjs';

const BROKEN = 'dendrochronology-dates-thornby-wheel-pit-to-1287.article';
/** The server: `own` for what the extension sets up, or the program of an environment. */
const SERVER = process.env.TEST_SERVER;
const INSTALLING = 180_000;

let its;
let other;

before(async () => {
    its = await Workbench.start();
    await its.wikiFrom(EXAMPLE);
    if (SERVER !== 'own') {
        await mkdir(path.join(its.wiki, '.venv/bin'), { recursive: true });
        await symlink(SERVER, path.join(its.wiki, '.venv/bin/slugline'));
    }
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

const step = steps(() => its, INSTALLING + 60_000);

const codes = async (file) => (await its.findings(file)).map(([, code]) => code);

const languageOf = (file) =>
    its.probe(async (file) => {
        const uri = vscode.Uri.file(file);
        await vscode.window.showTextDocument(uri, { preview: false });
        return vscode.window.activeTextEditor.document.languageId;
    }, file);

const show = (file) =>
    its.probe(
        (file) =>
            vscode.window.showTextDocument(vscode.Uri.file(file), { preview: false }).then(() => 1),
        path.join(its.wiki, file),
    );

step('a broken link is underlined as soon as there is a server', async () => {
    await its.open({ folder: its.wiki }, BROKEN);
    if (SERVER === 'own') {
        await until('it says that it installs', async () => /installing/.test(await its.status()));
        await its.page
            .locator('.notification-toast', { hasText: 'setting up the language server' })
            .waitFor();
    }
    const servers = path.join(its.storage, 'servers');
    const installed = await until(
        'the server is there',
        async () => {
            if (SERVER !== 'own') return Date.now();
            const [name] = (await readdir(servers)).filter((name) => !name.endsWith('.lock'));
            return (await stat(path.join(servers, name, 'complete'))).mtimeMs;
        },
        INSTALLING,
    );
    await its.page.waitForSelector('.monaco-editor .squiggly-error');
    const seconds = (Date.now() - installed) / 1000;
    console.log(`underlined after ${seconds.toFixed(1)} s`);
    if (SERVER === 'own') assert.ok(seconds < 5, `${seconds} s`);
    assert.deepEqual(await its.findings(BROKEN), [['Error', 'broken-link', 'fulling-by-watter']]);
    await until('the status tells', async () =>
        /^Slugline: \d+ findings$/.test(await its.status()),
    );
    assert.deepEqual(await its.popups(), []);
});

step('the Problems panel has the findings of the whole wiki', async () => {
    await its.press('Control+Shift+M');
    const rows = its.page.locator('.markers-panel .monaco-list-row');
    await rows.filter({ hasText: 'no article has the slug `fulling-by-watter`' }).first().waitFor();
    await its.picture('problems');
    await its.press('Control+Shift+M');
});

step('hovering tells what is wrong, and what is near', async () => {
    await its.cursorAt('fulling-by-watter', 3);
    await its.command('Show or Focus Hover');
    const hover = its.page.locator('.monaco-hover:visible');
    await hover.filter({ hasText: 'fulling-by-water' }).first().waitFor();
    await its.press('Escape', 'Escape');
    await its.cursorAt('[[millrace', 4);
    await its.command('Show or Focus Hover');
    await its.page.locator('.monaco-hover:visible', { hasText: 'Millrace' }).first().waitFor();
    await its.picture('hover');
    await its.press('Escape', 'Escape');
});

step('a quick fix creates the missing article, and the error is gone', async () => {
    await its.cursorAt('fulling-by-watter', 3);
    await its.press('Control+Period');
    const menu = its.page.locator('.action-widget').first();
    await menu.waitFor();
    const chosen = menu.locator('.monaco-list-row.focused');
    await chosen.filter({ hasText: 'Link to `fulling-by-water`' }).waitFor();
    await its.picture('quick-fix');
    await its.press('ArrowDown');
    await chosen.filter({ hasText: 'Create the article `fulling-by-watter.article`' }).waitFor();
    await its.press('Enter');
    await until('the error is gone', async () => !(await codes(BROKEN)).includes('broken-link'));
    const made = await until('the file is there', () => its.read('fulling-by-watter.article'));
    await its.command('File: Save All');
    await until('it is saved', async () =>
        /Summary/.test(await its.read('fulling-by-watter.article')),
    );
    assert.ok(made !== undefined);
    const filled = await its.read('fulling-by-watter.article');
    assert.equal(filled.match(/^Summary$/gm)?.length, 1, 'it is filled once');
});

step('a link is completed', async () => {
    await show(BROKEN);
    await its.cursorAt('Piet Vossen** calls it as good as such things get.', 50);
    await its.type(' [[eel');
    const list = its.page.locator('.suggest-widget.visible .monaco-list-row');
    await list.filter({ hasText: 'eel-weir' }).first().waitFor();
    await its.picture('completion');
    await its.press('Enter');
    await until('the link is there', async () =>
        (await its.text()).includes('get. [[eel-weir|Eel Weir]]'),
    );
    assert.ok(!(await its.text()).includes(']]]'));
});

step('F12 goes to the article of a link', async () => {
    await its.cursorAt('[[millrace', 4);
    await its.press('F12');
    await until('its title', async () => (await its.place()) === 'millrace.article: Millrace');
});

step('a slug is renamed in the whole wiki, and on disk after saving', async () => {
    await show('tide-mill.article');
    await show('eel-weir.article');
    await its.cursorAt('Eel Weir', 3);
    await its.press('F2');
    const box = its.page.locator('.rename-box input, .rename-box .rename-input').first();
    await box.waitFor();
    await its.picture('rename');
    assert.match(await box.inputValue(), /^(eel-weir|Eel Weir)$/);
    await its.press('Control+A');
    await its.type('eel-trap-weir');
    await its.press('Enter');
    await until('the file is renamed', () => its.read('eel-trap-weir.article'));
    await its.command('File: Save All');
    const names = await readdir(its.wiki);
    await until('no link has the old slug on disk', async () => {
        const texts = await Promise.all(
            (await readdir(its.wiki))
                .filter((name) => name.endsWith('.article'))
                .map(async (name) => [name, await its.read(name)]),
        );
        const old = texts
            .filter(([, text]) => /\[\[eel-weir[\]|#]/.test(text))
            .map(([name]) => name);
        if (old.length > 0) throw new Error(`still in ${old}`);
        return true;
    });
    assert.ok(
        !names.includes('eel-weir.article') ||
            !(await readdir(its.wiki)).includes('eel-weir.article'),
    );
    assert.match(await its.read('tide-mill.article'), /\[\[eel-trap-weir\|/);
    await until('the old name has no findings', async () => {
        const old = path.join(its.wiki, 'eel-weir.article');
        return its.probe(
            (file) => vscode.languages.getDiagnostics(vscode.Uri.file(file)).length === 0,
            old,
        );
    });
    await until(
        'nothing is broken',
        async () => !(await codes('tide-mill.article')).includes('broken-link'),
    );
});

step('lists go on and end, marks close', async () => {
    await its.probe(async () => {
        const text = 'Notes\nA lead.\nKey Takeaways\n- One';
        const document = await vscode.workspace.openTextDocument({
            language: 'slugline',
            content: text,
        });
        await vscode.window.showTextDocument(document);
    });
    await its.cursorAt('- One', 5);
    await its.press('Enter');
    await its.type('Two');
    await until('an item', async () => (await its.text()).endsWith('- One\n- Two'));
    await its.press('Enter', 'Enter');
    await until('the list ends', async () => /- Two\n+$/.test(await its.text()));
    await its.type('Plain [[mill');
    await until('it closes', async () => (await its.text()).endsWith('Plain [[mill]]'));
    await its.press('Escape');
    await its.type(']] and **wheel');
    await until('it types over', async () =>
        (await its.text()).endsWith('Plain [[mill]] and **wheel**'),
    );
    await its.press('Escape');
    await its.type('** turns');
    await until('it types over', async () => (await its.text()).endsWith('and **wheel** turns'));
    await its.probe(() =>
        vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'),
    );
});

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
    await show(BROKEN);
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
    await show('small-turbines-at-old-mills.article');
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
    await withoutSockets(first);
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

/** The server has no connection to anywhere. */
async function withoutSockets(id) {
    const inodes = new Set();
    for (const name of await readdir(`/proc/${id}/fd`)) {
        const target = await readlink(`/proc/${id}/fd/${name}`).catch(() => '');
        const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
        if (inode) inodes.add(inode);
    }
    for (const table of ['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'raw6']) {
        const lines = (await readFile(`/proc/${id}/net/${table}`, 'utf8').catch(() => '')).split(
            '\n',
        );
        const own = lines.filter((line) => inodes.has(line.trim().split(/\s+/)[9]));
        assert.deepEqual(own, [], table);
    }
}

step('the extension asks for no connection, and runs only Python and the server', async () => {
    await its.command('Slugline: Restart Server');
    const asked = await until('the start of a server is noted', async () => {
        const noted = await its.notedBy('/slugline.slugline-');
        return noted.programs.at(-1)?.endsWith('slugline server --stdio') && noted;
    });
    for (const line of asked.programs) {
        assert.match(
            line,
            /slugline (server --stdio|--version)$|python[\d.]* -I -(c|m venv|m pip) /,
        );
    }
    assert.deepEqual(asked.connections, []);
    // What is not there would not be noted: a connection of the probe's is.
    await its.probe(async () => {
        const net = process.getBuiltinModule?.('net') ?? require('net');
        await new Promise((resolve) => net.connect(9, '127.0.0.1').on('error', resolve));
    });
    assert.ok((await its.notedBy('/slugline-tests.probe-')).connections.length > 0);
});
