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

