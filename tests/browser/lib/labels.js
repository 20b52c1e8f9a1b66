// Labels of timelines that a reader cannot read.

/**
 * Finds the labels in the timelines of the page that lie on another label, or end outside of their picture.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>} a line for each, with the figure's id.
 */
export function unreadable(page) {
    return page.evaluate(() => {
        document.querySelectorAll('main details').forEach(details => { details.open = true; });
        // Parts of the page that are not near the window have no layout otherwise.
        const near = new CSSStyleSheet();
        near.replaceSync('* { content-visibility: visible !important }');
        document.adoptedStyleSheets = [near];
        // Boxes of fonts are higher than their letters, and may touch.
        const SLACK = 2;
        const faults = [];
        for (const picture of document.querySelectorAll('.timeline > svg')) {
            const { id } = picture.parentElement;
            const { left, right } = picture.getBoundingClientRect();
            const labels = [...picture.querySelectorAll('text')].map(label => ({ text: label.textContent.trim(), box: label.getBoundingClientRect() }));
            for (const [i, { text, box }] of labels.entries()) {
                if (box.left < left - SLACK || box.right > right + SLACK) {
                    faults.push(`${id}: “${text}” ends outside of the picture`);
                }
                for (const other of labels.slice(i + 1)) {
                    const width = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
                    const height = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
                    if (width > SLACK && height > SLACK) {
                        faults.push(`${id}: “${text}” lies on “${other.text}”`);
                    }
                }
            }
        }
        return faults;
    });
}
