// Workspaces of other kinds: not to be trusted, with Python environments, large, and not on a disk.
import assert from 'node:assert/strict';
import { chmod, cp, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before } from 'node:test';
import { serverOnPath, steps, until, Workbench } from './workbench.mjs';

const SERVER = process.env.TEST_SERVER;

let its;
let marker;

/** A program that says that it was run, and serves. */
async function trap(program) {
    await mkdir(path.dirname(program), { recursive: true });
    await writeFile(program, `#!/bin/sh\necho "$0" >> ${marker}\nexec ${SERVER} "$@"\n`);
    await chmod(program, 0o755);
}

const ran = () => readFile(marker, 'utf8').catch(() => '');

before(async () => {
    its = await Workbench.start({
        trust: true,
        async prepare(home) {
            await cp(
                path.join(import.meta.dirname, 'python'),
                path.join(home, 'extensions/ms-python.python-0.0.1'),
                { recursive: true },
            );
            return {
                ...(await serverOnPath(home)),
                SELECTED_PYTHON: path.join(home, 'wiki/chosen/bin/python'),
            };
        },
    });
    marker = path.join(its.home, 'ran');
    await mkdir(path.join(its.wiki, '.vscode'), { recursive: true });
    await writeFile(path.join(its.wiki, 'slugline.toml'), '');
    await writeFile(
        path.join(its.wiki, 'mill.article'),
        'Mill\nIt grinds.\nSummary\nSee [[nowhere]].\n',
    );
    await trap(path.join(its.wiki, '.venv/bin/slugline'));
    await trap(path.join(its.wiki, 'chosen/bin/slugline'));
    await trap(path.join(its.wiki, 'evil/slugline'));
    await writeFile(
        path.join(its.wiki, '.vscode/settings.json'),
        JSON.stringify({ 'slugline.server.path': '${workspaceFolder}/evil/slugline' }),
    );
});

after(() => its?.stop());

const step = steps(() => its, 120_000);

step('an untrusted workspace is checked, and nothing that it brings along is run', async () => {
    await its.open({ folder: its.wiki }, 'mill.article');
    const no = its.page.locator('.monaco-dialog-box .monaco-button', {
        hasText: /No, I don.t trust/,
    });
    await until(
        'the question, or none',
        async () => (await no.count()) > 0 || /finding/.test(await its.status()),
    );
    if ((await no.count()) > 0) await no.click();
    assert.equal(await its.probe(() => vscode.workspace.isTrusted), false);
    await until('findings', async () => /finding/.test((await its.status()) ?? ''));
    await its.page.waitForSelector('.monaco-editor .squiggly-error');
    await its.picture('untrusted');
    assert.equal(await ran(), '');
});

step('once it is trusted, its own server is used', async () => {
    await its.command('Workspaces: Manage Workspace Trust');
    await its.page
        .locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ })
        .first()
        .click();
    await until('it is trusted', () => its.probe(() => vscode.workspace.isTrusted), 40_000);
    await until('its server is run', async () => (await ran()).includes('evil/slugline'));
    await until('findings', async () => /finding/.test((await its.status()) ?? ''));
});

step('a configured path without a program is told of, with what can be done', async () => {
    await its.probe(() =>
        vscode.workspace.getConfiguration('slugline').update('server.path', '/nowhere/slugline', 2),
    );
    const popup = its.page.locator('.notification-list-item', {
        hasText: '“/nowhere/slugline”, the setting slugline.server.path, is not a program',
    });
    await popup.waitFor();
    await its.page.waitForTimeout(500);
    await its.picture('wrong-path');
    await popup.locator('.monaco-button', { hasText: 'Settings' }).waitFor();
    await its.probe(() =>
        vscode.workspace.getConfiguration('slugline').update('server.path', undefined, 2),
    );
    await until('the next place is looked at', async () =>
        (await ran()).endsWith('chosen/bin/slugline\n'),
    );
    await until('findings', async () => /finding/.test((await its.status()) ?? ''));
});

step('a setting that is no path counts as none', async () => {
    await its.probe(() => vscode.commands.executeCommand('notifications.clearAll'));
    await until('nothing is told', async () => (await its.popups()).length === 0);
    const file = path.join(its.wiki, '.vscode/settings.json');
    for (const value of [null, 5]) {
        await writeFile(file, JSON.stringify({ 'slugline.server.path': value }));
        await until('it is set', () =>
            its.probe(
                (value) =>
                    vscode.workspace.getConfiguration('slugline').inspect('server.path')
                        .workspaceValue === value,
                value,
            ),
        );
        const before = await its.servers();
        await its.probe(() => vscode.commands.executeCommand('slugline.server.restart'));
        await until('another server runs', async () => {
            const [now, ...others] = await its.servers();
            return (
                now !== undefined &&
                others.length === 0 &&
                now !== before[0] &&
                /finding/.test((await its.status()) ?? '')
            );
        });
        assert.match(await ran(), /chosen\/bin\/slugline\n$/);
        assert.deepEqual(await its.popups(), []);
    }
    await writeFile(file, '{}');
});

step('a program that can’t be started is told of once', async () => {
    const broken = path.join(its.wiki, 'broken');
    await writeFile(broken, '#!/bin/sh\nread -r _\necho It is out of order. >&2\nexit 3\n');
    await chmod(broken, 0o755);
    const set = (value) =>
        its.probe(
            (value) =>
                vscode.workspace
                    .getConfiguration('slugline')
                    .update('server.path', value ?? undefined, 2),
            value,
        );
    await its.probe(() => vscode.commands.executeCommand('notifications.clearAll'));
    await set(broken);
    const popups = its.page.locator('.notification-list-item');
    await popups.filter({ hasText: 'can’t be started' }).waitFor();
    await its.page.waitForTimeout(500);
    assert.equal(await popups.count(), 1);
    await set(undefined);
    await until('the next place is looked at', async () =>
        (await ran()).endsWith('chosen/bin/slugline\n'),
    );
    await until('findings', async () => /finding/.test((await its.status()) ?? ''));
    await its.probe(() => vscode.commands.executeCommand('notifications.clearAll'));
});

step('the selected Python environment comes before that of the folder', async () => {
    const select = (program) =>
        its.probe((one) => vscode.commands.executeCommand('python.select', one), program);
    await select('');
    await until('that of the folder is used', async () =>
        (await ran()).endsWith('.venv/bin/slugline\n'),
    );
    await select(path.join(its.wiki, 'chosen/bin/python'));
    await until('the selected one is used', async () =>
        (await ran()).endsWith('chosen/bin/slugline\n'),
    );
    await until('findings', async () => /finding/.test((await its.status()) ?? ''));
});

step('where the program of a server that ends is gone, the next one is used', async () => {
    const answers = (file) =>
        its.probe(
            (file) =>
                vscode.commands
                    .executeCommand('vscode.executeDocumentSymbolProvider', vscode.Uri.file(file))
                    .then((found) => found?.length > 0),
            file,
        );
    await until('one server answers', async () => {
        const isOne = (await its.servers()).length === 1;
        return isOne && (await answers(path.join(its.wiki, 'mill.article')));
    });
    const program = path.join(its.wiki, 'chosen/bin/slugline');
    await rename(program, `${program}.gone`);
    process.kill((await its.servers())[0], 'SIGKILL');
    await until('that of the folder is used', async () =>
        (await ran()).endsWith('.venv/bin/slugline\n'),
    );
    await until('findings', async () => /finding/.test((await its.status()) ?? ''));
    assert.deepEqual(await its.popups(), []);
});

step('settings of the user count for more than slugline.toml, and defaults do not', async () => {
    const levels = () =>
        its.probe(
            (file) => {
                const found = vscode.languages.getDiagnostics(vscode.Uri.file(file));
                return Object.fromEntries(
                    found.map((one) => [one.code?.value ?? one.code, one.severity]),
                );
            },
            path.join(its.wiki, 'mill.article'),
        );
    await writeFile(path.join(its.wiki, 'slugline.toml'), '[rules]\nbroken-link = "warning"\n');
    await until('the file counts', async () => (await levels())['broken-link'] === 1);
    await its.probe(() =>
        vscode.workspace.getConfiguration('slugline').update('rules', { 'broken-link': 'info' }, 1),
    );
    await until('the setting counts', async () => (await levels())['broken-link'] === 2);
});

step('a large wiki is said to be indexed, for as long as it is', async () => {
    const wiki = path.join(its.home, 'large');
    for (let number = 0; number < 12_000; number++) {
        const folder = path.join(wiki, String(number % 100));
        if (number < 100) await mkdir(folder, { recursive: true });
        const text = `Article ${number}\nIt has a lead.\nSummary\nSee [[article-${number + 1}]].\n`;
        await writeFile(path.join(folder, `article-${number}.article`), text);
    }
    await its.context.addInitScript(() => {
        globalThis.said = new Set();
        const look = () => {
            const item = document.getElementById('slugline.slugline.slugline');
            if (item) globalThis.said.add(item.innerText.trim());
        };
        new MutationObserver(look).observe(document, { subtree: true, childList: true });
    });
    await its.open({ folder: wiki }, '0/article-0.article');
    await until('it is indexed', () =>
        its.page.evaluate(() => globalThis.said.has('Slugline: indexing')),
    );
    await until('findings', async () => /finding/.test((await its.status()) ?? ''), 60_000);
    assert.doesNotMatch((await its.popups()).join(), /slugline/i);
});

step('the walkthrough shows each step with its picture', async () => {
    await its.probe(async () => {
        await vscode.commands.executeCommand('workbench.action.closeSidebar');
        await vscode.commands.executeCommand(
            'workbench.action.openWalkthrough',
            'slugline.slugline#start',
            false,
        );
    });
    const { steps: all } = await its.probe(
        () =>
            vscode.extensions.getExtension('slugline.slugline').packageJSON.contributes
                .walkthroughs[0],
    );
    for (const [number, { title, description, media }] of all.entries()) {
        const shown = its.page.locator('.getting-started-step', { hasText: title });
        await shown.click();
        const [first] = description.replaceAll('``', '').split('\n');
        const text = await shown.innerText();
        assert.ok(text.replace(/\s+/g, ' ').includes(first), text);
        const seen = media.image
            ? its.page.locator('.getting-started-media img')
            : its.page.locator('iframe.webview.ready');
        await until(`the picture or page of ${title}`, () =>
            seen.evaluate((one) => one.clientWidth > 200 && (one.naturalWidth ?? 1) > 0),
        );
        await its.picture(`walkthrough-${number}`);
    }
    const commands = new Set(await its.probe(() => vscode.commands.getCommands()));
    for (const { description } of all) {
        for (const [, command] of description.matchAll(/\(command:([\w.]+)/g)) {
            assert.ok(commands.has(command), command);
        }
    }
});

step('a virtual workspace has its colours, no server, and no complaint', async () => {
    await its.keepNotes();
    its.notes.length = 0;
    await its.open({ folder: 'memory:/wiki' });
    const language = await until('the document', () =>
        its.probe(async () => {
            const document = await vscode.workspace.openTextDocument(
                vscode.Uri.parse('memory:/wiki/mill.article'),
            );
            await vscode.window.showTextDocument(document);
            return document.languageId;
        }),
    );
    assert.equal(language, 'slugline');
    await its.page.locator('.monaco-editor .view-line', { hasText: 'nowhere' }).waitFor();
    await until('it is active', () =>
        its.probe(() => vscode.extensions.getExtension('slugline.slugline').isActive),
    );
    const { programs } = await its.notedBy('/slugline.slugline-');
    assert.deepEqual(programs, []);
    assert.equal(await its.status(), undefined);
    assert.deepEqual(await its.popups(), []);
    await its.picture('virtual');
    for (const command of ['article.new', 'wiki.check', 'server.restart']) {
        await its.probe((id) => vscode.commands.executeCommand(id), `slugline.${command}`);
        await until(`${command} says what is missing`, async () =>
            (await its.popups()).join().includes('Slugline needs a folder with articles on disk.'),
        );
        await its.probe(() => vscode.commands.executeCommand('notifications.clearAll'));
        await until('that is read', async () => (await its.popups()).length === 0);
    }
    assert.deepEqual((await its.notedBy('/slugline.slugline-')).programs, []);
    assert.equal(await its.status(), undefined);
});
