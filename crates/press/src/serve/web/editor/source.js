// The editor that a served page loads when a reader edits a listing; `npm run build` bundles it with CodeMirror.
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { rust } from '@codemirror/lang-rust';
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tagHighlighter, tags as t } from '@lezer/highlight';

// The classes of the book's own listings, so that its colours apply in both schemes.
const colours = tagHighlighter([
    { tag: [t.keyword, t.self], class: 'k' },
    { tag: t.bool, class: 'k' },
    { tag: t.string, class: 's' },
    { tag: [t.character, t.escape], class: 's' },
    { tag: t.comment, class: 'c' },
    { tag: t.number, class: 'n' },
    { tag: t.labelName, class: 'n' },
    { tag: [t.function(t.variableName), t.function(t.definition(t.variableName)), t.function(t.propertyName)], class: 'f' },
    { tag: t.typeName, class: 't' },
    { tag: t.macroName, class: 'm' },
    { tag: t.propertyName, class: 'a' },
    { tag: t.meta, class: 'a' },
]);

const looks = EditorView.theme({
    '&': { color: 'var(--fg)', backgroundColor: 'var(--code-bg)', fontSize: 'var(--code-font-size)' },
    '&.cm-focused': { outline: '3px solid var(--focus)', outlineOffset: '-3px' },
    '.cm-scroller': { fontFamily: 'var(--mono-font)', lineHeight: '1.5' },
    '.cm-content': { caretColor: 'var(--fg)', padding: '1.2rem 0' },
    '.cm-cursor': { borderLeftColor: 'var(--fg)', borderLeftWidth: '2px' },
    '.cm-gutters': { color: 'var(--muted)', backgroundColor: 'var(--code-bg)', border: '0' },
    '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--code-bar) 60%, transparent)' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
        { background: 'var(--search-mark-bg)' },
    '&.cm-focused .cm-matchingBracket': { backgroundColor: 'transparent', outline: '1px solid var(--muted)' },
});

/**
 * An editor for a Rust program, in place in the page.
 * @param {object} options
 * @param {Element} options.parent the element that the editor becomes the last child of.
 * @param {string} options.text what it holds at first.
 * @param {string} options.label what a screen reader calls it.
 * @param {string} options.help the id of the element that says how it is used.
 * @param {(text: string) => void} options.changed called with the whole text after each change.
 * @param {() => void} options.run called for Control and Enter.
 * @returns {{ focus: () => void, remove: () => void }} puts the cursor into it; takes it out of the page.
 */
window.openEditor = ({ parent, text, label, help, changed, run }) => {
    const start = () => { run(); return true; };
    // Until the next word is typed, so that a reader need not be quick.
    const leave = view => { view.setTabFocusMode(true); return true; };
    const view = new EditorView({
        parent,
        state: EditorState.create({
            doc: text,
            extensions: [
                lineNumbers(),
                history(),
                drawSelection(),
                highlightActiveLine(),
                indentOnInput(),
                bracketMatching(),
                indentUnit.of('    '),
                EditorState.tabSize.of(4),
                rust(),
                syntaxHighlighting(colours),
                looks,
                keymap.of([
                    { key: 'Mod-Enter', run: start },
                    { key: 'Escape', run: leave },
                    indentWithTab,
                    ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter' && key !== 'Escape'),
                    ...historyKeymap,
                ]),
                EditorView.contentAttributes.of({
                    'aria-label': label, 'aria-describedby': help, tabindex: '0', spellcheck: 'false', autocapitalize: 'off', autocorrect: 'off',
                }),
                EditorView.updateListener.of(update => {
                    if (update.docChanged) {
                        update.view.setTabFocusMode(false);
                        changed(update.state.doc.toString());
                    }
                }),
                EditorView.domEventHandlers({ focus: (_, focused) => { focused.setTabFocusMode(false); } }),
            ],
        }),
    });
    return { focus: () => view.focus(), remove: () => view.destroy() };
};
