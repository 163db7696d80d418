// What VS Code does for the language while a writer types: marks, lists, snippets, colours, folding.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, afterEach, before } from 'node:test';
import { EXAMPLE, serverOnPath, steps, until, Workbench } from './workbench.mjs';

const ARTICLE = 'millrace.article';

let its;

before(async () => {
    // Suggestions that come while Tab is pressed would be taken instead of going on.
    const settings = {
        'editor.suggestOnTriggerCharacters': false,
        'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
    };
    its = await Workbench.start({ settings, prepare: serverOnPath });
    await its.wikiFrom(EXAMPLE);
    await its.open({ folder: its.wiki }, ARTICLE);
    await until('findings', async () => /finding/.test((await its.status()) ?? ''));
});

after(() => its?.stop());

afterEach(() =>
    its.probe(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor')),
);

const step = steps(() => its, 60_000);

/** An article that is on no disk, with the cursor at its end. */
async function draft(content) {
    await its.probe(async (content) => {
        const language = 'slugline';
        const document = await vscode.workspace.openTextDocument({ language, content });
        await vscode.window.showTextDocument(document);
    }, content);
    await its.cursorAt(content, content.length);
}

/** Selects the first `text`. */
async function select(text) {
    await its.cursorAt(text);
    for (const _ of text) await its.press('Shift+ArrowRight');
}

const ends = (text) => until(`… ${text}`, async () => (await its.text()).endsWith(text));

step('lists go on and end', async () => {
    await draft('Notes\nA lead.\nKey Takeaways\n- One');
    await its.press('Enter');
    await its.type('Two');
    await ends('- One\n- Two');
    await its.press('Enter', 'Enter');
    await until('the list ends', async () => /- Two\n+$/.test(await its.text()));
});

step('marks close, and are typed over', async () => {
    await draft('Notes\nA lead.\n');
    await its.type('Plain [[mill');
    await ends('Plain [[mill]]');
    await its.type(']] and **wheel');
    await ends('Plain [[mill]] and **wheel**');
    await its.type('** turns');
    await ends('and **wheel** turns');
    await its.type(' (slowly');
    await ends('turns (slowly)');
});

step('marks go around what is selected', async () => {
    await draft('Notes\nA mill and its wheel turn.');
    await select('mill');
    await its.type('[[');
    await ends('A [[mill]] and its wheel turn.');
    await select('wheel');
    await its.type('**');
    await ends('A [[mill]] and its **wheel** turn.');
});

step('snippets are written out, with places to fill in', async () => {
    await draft('Notes\nA lead.\n');
    const insert = async (prefix, description) => {
        await its.command('Snippets: Insert Snippet');
        await its.page.getByPlaceholder('Select a snippet').waitFor();
        await its.type(prefix);
        await its.page
            .locator('.quick-input-list .monaco-list-row.focused', { hasText: description })
            .waitFor();
        await its.press('Enter');
    };
    await insert('takeaways', 'Section: Key Takeaways');
    await ends('\nKey Takeaways\n- ');
    await its.type('See ');
    await insert('entity', 'A marked entity');
    await ends('- See **name**');
    await its.type('Thornby');
    await ends('- See **Thornby**');
    await its.press('Tab');
    await its.type(' and ');
    await insert('link', 'A link with');
    await ends('[[slug|text]]');
    await its.press('Tab');
    await its.type('the tide');
    await ends('**Thornby** and [[slug|the tide]]');
});

/** By the texts of lines as they are drawn: the weight, colour and line of each piece of text. */
const drawn = () =>
    its.page.evaluate(() =>
        [...document.querySelectorAll('.editor-instance .view-line > span > span')].map((one) => {
            const { color, fontWeight, textDecorationLine } = getComputedStyle(one);
            const look = [color, fontWeight, textDecorationLine].join(' ');
            return [one.innerText.replaceAll('\u00a0', ' '), look];
        }),
    );

/** How the first piece of text looks that has `text` in it. */
const lookOf = (pieces, text) => pieces.find(([one]) => one.includes(text))?.[1];

/**
 * Titles, headings, entities and slugs of links are drawn otherwise than the text around them, and
 * broken links otherwise than others where the server tells of them.
 */
async function assertColours({ byServer }) {
    await until('colours', async () => {
        const pieces = await drawn();
        const plain = lookOf(pieces, 'It grinds');
        const isBrokenSeen = lookOf(pieces, 'no-mill') !== lookOf(pieces, 'tide-mill');
        const looks = ['Old Mill', 'Summary', 'Edith Marl', 'tide-mill'].map((text) =>
            lookOf(pieces, text),
        );
        const all = plain && looks.every((look) => look && look !== plain);
        if (all && isBrokenSeen === byServer) return true;
        throw new Error(JSON.stringify(pieces));
    });
}

const COLOURED =
    'Old Mill\nIt grinds.\nSummary\nHere **Edith Marl** wrote of [[tide-mill|a mill]] and [[no-mill]].\n';

/** The first words of the lines that are drawn. */
const lines = async () =>
    (await its.page.locator('.editor-instance .view-line').allInnerTexts()).map((line) =>
        line.replaceAll('\u00a0', ' ').trim(),
    );

step('sections are folded, and unfolded', async () => {
    await writeFile(path.join(its.wiki, 'old-mill.article'), COLOURED);
    await its.show('old-mill.article');
    const isShown = async (text) => (await lines()).some((line) => line.includes(text));
    await until('all', () => isShown('Edith Marl'));
    await its.cursorAt('Summary');
    await until('it is folded', async () => {
        await its.press('Control+Shift+BracketLeft');
        return !(await isShown('Edith Marl'));
    });
    assert.ok(await isShown('Summary'));
    await its.press('Control+Shift+BracketRight');
    await until('all again', () => isShown('Edith Marl'));
});

step('the server colours, and without it the grammar does', async () => {
    await its.show('old-mill.article');
    await assertColours({ byServer: true });
    await its.picture('colours');
    await its.command('Slugline: Stop Server');
    await until('it has ended', async () => (await its.servers()).length === 0);
    await its.probe(() => vscode.commands.executeCommand('workbench.action.closeActiveEditor'));
    await its.show('old-mill.article');
    await assertColours({ byServer: false });
    await its.picture('colours-of-the-grammar');
    await its.command('Slugline: Restart Server');
});
