/**
 * Prints the whole book, with an outline and tags for a screen reader.
 * @param {import('playwright-core').Browser} browser
 * @param {string} base where the book is served, with a slash at its end.
 * @param {string} path the PDF's path.
 */
export async function print(browser, base, path) {
    const context = await browser.newContext({ colorScheme: 'light', serviceWorkers: 'block' });
    const page = await context.newPage();
    // The page for printing opens the browser's own dialogue.
    await page.addInitScript(() => { window.print = () => {}; });
    await page.goto(`${base}print.html`);
    await page.pdf({ path, format: 'A4', printBackground: true, outline: true, tagged: true, margin: { top: '16mm', bottom: '16mm', left: '14mm', right: '14mm' } });
    await context.close();
}
