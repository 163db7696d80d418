// A writer's day, from an empty profile to what is on disk: the story of `story.py`, which looks at
// the wiki afterwards.
import assert from 'node:assert/strict';
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import { after, before } from 'node:test';
import { steps, until, Workbench } from './workbench.mjs';

const STORY = JSON.parse(process.env.TEST_STORY);
const INSTALLING = 180_000;

let its;

before(async () => {
    its = await Workbench.start({ wiki: process.env.TEST_WIKI });
});

after(() => its?.stop());

const step = steps(() => its, INSTALLING + 60_000);

const codes = async (file) => (await its.findings(file)).map(([, code]) => code);

step('a broken link is underlined as soon as there is a server', async () => {
    await its.open({ folder: its.wiki }, STORY.article);
    await until('it says that it installs', async () => /installing/.test(await its.status()));
    await its.page
        .locator('.notification-toast', { hasText: 'setting up the language server' })
        .waitFor();
    const servers = path.join(its.storage, 'servers');
    const installed = await until(
        'the server is there',
        async () => {
            const [name] = (await readdir(servers)).filter((name) => !name.endsWith('.lock'));
            return (await stat(path.join(servers, name, 'complete'))).mtimeMs;
        },
        INSTALLING,
    );
    await its.page.waitForSelector('.monaco-editor .squiggly-error');
    const seconds = (Date.now() - installed) / 1000;
    console.log(`underlined after ${seconds.toFixed(1)} s`);
    assert.ok(seconds < 5, `${seconds} s`);
    const found = await its.findings(STORY.article);
    assert.deepEqual(found, [['Error', 'broken-link', STORY.broken]]);
    await until('the status tells', async () => /^Slugline: 1 finding$/.test(await its.status()));
    assert.deepEqual(await its.popups(), []);
});

step('the Problems panel has it', async () => {
    await its.press('Control+Shift+M');
    const rows = its.page.locator('.markers-panel .monaco-list-row');
    await rows.filter({ hasText: STORY.message }).first().waitFor();
    await its.picture('problems');
    await its.press('Control+Shift+M');
});

step('hovering tells what is wrong', async () => {
    await its.cursorAt(STORY.broken, 3);
    await its.command('Show or Focus Hover');
    await its.page.locator('.monaco-hover:visible', { hasText: STORY.message }).first().waitFor();
    await its.press('Escape', 'Escape');
});

step('a quick fix creates the missing article, and the error is gone', async () => {
    await its.press('Control+Period');
    const menu = its.page.locator('.action-widget').first();
    await menu.waitFor();
    const create = `Create the article \`${STORY.broken}.article\``;
    await menu.locator('.monaco-list-row', { hasText: create }).waitFor();
    await its.picture('quick-fix');
    const chosen = menu.locator('.monaco-list-row.focused', { hasText: create });
    while ((await chosen.count()) === 0) await its.press('ArrowDown');
    await its.press('Enter');
    await until('the file is there', () => its.read(`${STORY.broken}.article`));
    await until('the error is gone', async () => (await codes(STORY.article)).length === 0);
});

step('a link is completed', async () => {
    await its.show(STORY.article);
    await its.cursorAt(STORY.item, STORY.item.length);
    await its.type(` [[${STORY.completed.slice(0, 5)}`);
    const list = its.page.locator('.suggest-widget.visible .monaco-list-row');
    await list.filter({ hasText: STORY.completed }).first().waitFor();
    await its.picture('completion');
    await its.press('Enter');
    await until('the link is there', async () =>
        (await its.text()).includes(`${STORY.item} ${STORY.completedLink}\n`),
    );
});

step('hovering a link tells of its article', async () => {
    await its.cursorAt(`[[${STORY.renamed}`, 4);
    await its.command('Show or Focus Hover');
    await its.page
        .locator('.monaco-hover:visible', { hasText: '5 other articles link to it.' })
        .first()
        .waitFor();
    await its.picture('hover');
    await its.press('Escape', 'Escape');
});

step('F12 goes to the article of a link', async () => {
    await its.press('F12');
    await until(
        'its title',
        async () => (await its.place()) === `${STORY.renamed}.article: ${STORY.renamedTitle}`,
    );
});

step('a slug is renamed in the whole wiki, and on disk after saving', async () => {
    await its.show(STORY.article);
    await its.cursorAt(`[[${STORY.renamed}`, 4);
    await its.press('F2');
    const box = its.page.locator('.rename-box input, .rename-box .rename-input').first();
    await box.waitFor();
    await its.picture('rename');
    assert.equal(await box.inputValue(), STORY.renamed);
    await its.press('Control+A');
    await its.type(STORY.new);
    await its.press('Enter');
    await until('the file is renamed', () => its.read(`${STORY.new}.article`));
    await until('the link is renamed', async () => (await its.text()).includes(`[[${STORY.new}|`));
    await its.command('File: Save All');
    await until('no link has the old slug on disk', async () => {
        const names = (await readdir(its.wiki)).filter((name) => name.endsWith('.article'));
        const texts = await Promise.all(names.map((name) => its.read(name)));
        return !texts.some((text) => text.includes(`[[${STORY.renamed}`));
    });
    await until('nothing is to be saved', () =>
        its.probe(() => !vscode.workspace.textDocuments.some((one) => one.isDirty)),
    );
});

step('only the new article has findings then: it is not written yet', async () => {
    await until('only they', async () => {
        const found = await its.probe(() =>
            vscode.languages
                .getDiagnostics()
                .filter(([, found]) => found.length > 0)
                .map(([uri]) => uri.fsPath),
        );
        return found.join() === path.join(its.wiki, `${STORY.broken}.article`);
    });
    assert.ok(!(await readdir(its.wiki)).includes(`${STORY.renamed}.article`));
    assert.deepEqual(await its.popups(), []);
});

step('the extension asks for no connection, and runs only Python and the server', async () => {
    const [server, ...others] = await its.servers();
    assert.deepEqual(others, []);
    await withoutSockets(server);
    await its.command('Slugline: Restart Server');
    await until('another one runs', async () => {
        const [now, ...more] = await its.servers();
        return now !== undefined && now !== server && more.length === 0;
    });
    const asked = await its.notedBy('/slugline.slugline-');
    const starts = asked.programs.filter((line) => line.endsWith('slugline server --stdio'));
    assert.equal(starts.length, 2);
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
