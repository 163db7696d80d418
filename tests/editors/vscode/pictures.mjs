// Makes the pictures of the README, as a writer sees them, and the icon from its drawing.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { EXAMPLE, serverOnPath, until, Workbench } from './workbench.mjs';

/** The article, where the cursor is for each picture, and what the pictures show. */
const OF = JSON.parse(process.env.TEST_PICTURES_OF);
const ICON = path.join(import.meta.dirname, '../../../editors/vscode/icon/slugline');

let its;

before(async () => {
    its = await Workbench.start({
        settings: {
            'breadcrumbs.enabled': false,
            'editor.minimap.enabled': false,
            'editor.stickyScroll.enabled': false,
            'workbench.activityBar.location': 'hidden',
        },
        prepare: serverOnPath,
        size: { width: 820, height: 500 },
    });
    await its.wikiFrom(EXAMPLE);
    await its.open({ folder: its.wiki }, OF.article);
    await until('findings', async () => /finding/.test((await its.status()) ?? ''));
    await its.probe(() => vscode.commands.executeCommand('workbench.action.closeSidebar'));
});

after(() => its?.stop());

/** Puts the cursor where it is to be for a picture, a few lines below the upper edge. */
async function cursorFor(name) {
    const { before: text, after } = OF.taken[name];
    await its.cursorAt(text, after);
    await its.probe(() => {
        const { active } = vscode.window.activeTextEditor.selection;
        const above = new vscode.Range(active.translate(-2, 0), active.translate(-2, 0));
        vscode.window.activeTextEditor.revealRange(above, vscode.TextEditorRevealType.AtTop);
    });
    await its.page.locator('.codelens-decoration', { hasText: 'words' }).first().waitFor();
    await its.page.waitForTimeout(600); // Scrolling, and lenses that fade in.
}

/** Waits until elements have the texts that the picture is to show. */
const shows = (name, selector) =>
    until(`${OF.shown[name]}`, async () => {
        const found = await its.page.locator(selector).allInnerTexts();
        const texts = found.map((text) => text.replace(/\s+/g, ' ').trim());
        if (OF.shown[name].every((text) => texts.includes(text))) return true;
        throw new Error(texts.join());
    });

test('a broken link and its quick fixes', async () => {
    await cursorFor('quick-fix');
    await its.page.waitForSelector('.monaco-editor .squiggly-error');
    await its.press('Control+Period');
    await its.page.locator('.action-widget .monaco-list-row.focused').waitFor();
    await shows('quick-fix', '.action-widget .monaco-list-row.action');
    await its.picture('quick-fix');
    await its.press('Escape');
});

test('what a link leads to', async () => {
    await cursorFor('hover');
    await its.command('Show or Focus Hover');
    await its.page
        .locator('.monaco-hover:visible', { hasText: 'other articles link to it' })
        .waitFor();
    await shows('hover', '.monaco-hover:visible .rendered-markdown p');
    await its.picture('hover');
    await its.press('Escape', 'Escape');
});

test('the completion of a link', async () => {
    await cursorFor('completion');
    await its.type(OF.taken.completion.typed);
    await until('it is typed', async () => (await its.text()).includes(OF.taken.completion.typed));
    await shows('completion', '.suggest-widget.visible .monaco-list-row .label-name');
    await its.picture('completion');
});

test('the icon', async () => {
    const page = await its.context.newPage();
    await page.setViewportSize({ width: 256, height: 256 });
    await page.setContent(
        `<style>body { margin: 0 }</style>${await readFile(`${ICON}.svg`, 'utf8')}`,
    );
    await page.screenshot({ path: `${ICON}.png`, omitBackground: true });
});
