// Makes the pictures of the README, as a writer sees them, and the icon from its drawing.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { EXAMPLE, until, Workbench } from './workbench.mjs';

const BROKEN = 'dendrochronology-dates-thornby-wheel-pit-to-1287.article';
const ICON = path.join(import.meta.dirname, '../../../editors/vscode/icon/slugline');

let its;

before(async () => {
    its = await Workbench.start({
        settings: {
            'breadcrumbs.enabled': false,
            'editor.minimap.enabled': false,
            'editor.stickyScroll.enabled': false,
            'slugline.server.path': process.env.TEST_SERVER,
            'workbench.activityBar.location': 'hidden',
        },
        size: { width: 820, height: 500 },
    });
    await its.wikiFrom(EXAMPLE);
    await its.open({ folder: its.wiki }, BROKEN);
    await until('findings', async () => /finding/.test((await its.status()) ?? ''));
    await its.probe(() => vscode.commands.executeCommand('workbench.action.closeSidebar'));
});

after(() => its?.stop());

/** Puts the cursor into a text, a few lines below the upper edge. */
async function cursorAt(text, after) {
    await its.cursorAt(text, after);
    await its.probe(() => {
        const { active } = vscode.window.activeTextEditor.selection;
        const above = new vscode.Range(active.translate(-2, 0), active.translate(-2, 0));
        vscode.window.activeTextEditor.revealRange(above, vscode.TextEditorRevealType.AtTop);
    });
    await its.page.locator('.codelens-decoration', { hasText: 'words' }).first().waitFor();
    await its.page.waitForTimeout(600); // Scrolling, and lenses that fade in.
}

test('a broken link and its quick fixes', async () => {
    await cursorAt('fulling-by-watter', 3);
    await its.page.waitForSelector('.monaco-editor .squiggly-error');
    await its.press('Control+Period');
    await its.page.locator('.action-widget .monaco-list-row.focused').waitFor();
    await its.picture('quick-fix');
    await its.press('Escape');
});

test('what a link leads to', async () => {
    await cursorAt('[[millrace', 4);
    await its.command('Show or Focus Hover');
    await its.page
        .locator('.monaco-hover:visible', { hasText: 'other articles link to it' })
        .waitFor();
    await its.picture('hover');
    await its.press('Escape', 'Escape');
});

test('the completion of a link', async () => {
    await cursorAt('calls it as good as such things get.', 36);
    await its.type(' See also [[mills');
    await its.page.locator('.suggest-widget.visible .monaco-list-row').nth(2).waitFor();
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
