// What every script of the book is held to: `npm run lint`. ESLint runs in the book's root, to which all paths are relative.
import js from '@eslint/js';
import globals from 'globals';

// A page loads these as classic scripts, which share one global scope: each says in its first lines what it uses of others.
const PAGE = ['theme/*.js', 'crates/press/src/serve/web/*.js'];
// What only these two define is there for the others.
const SHARED = ['theme/book.js', 'theme/reader.js'];
const WORKER = ['crates/press/src/site/*.js'];
const MODULES = ['crates/press/src/serve/web/editor/*.js', 'tests/browser/**/*.js'];

export default [
    { ignores: ['theme/generated/', '**/editor/editor.js'] },
    js.configs.recommended,
    {
        linterOptions: { reportUnusedDisableDirectives: 'error' },
        rules: {
            'consistent-return': 'error',
            'curly': ['error', 'multi-line'],
            'eqeqeq': 'error',
            'max-lines-per-function': ['error', { max: 100, IIFEs: true }],
            'no-shadow': ['error', { builtinGlobals: false }],
            'no-unused-vars': ['error', { varsIgnorePattern: '^_$', argsIgnorePattern: '^_$' }],
            'no-var': 'error',
            'object-shorthand': 'error',
            'prefer-const': 'error',
            'prefer-template': 'error',
            'quotes': ['error', 'single', { avoidEscape: true }],
        },
    },
    { files: PAGE, languageOptions: { sourceType: 'script', globals: globals.browser }, rules: { strict: ['error', 'global'] } },
    { files: PAGE, ignores: SHARED, rules: { 'no-implicit-globals': ['error', { lexicalBindings: true }] } },
    { files: WORKER, languageOptions: { sourceType: 'script', globals: globals.serviceworker }, rules: { strict: ['error', 'global'] } },
    // What a test passes to `evaluate` runs in the page.
    { files: MODULES, languageOptions: { sourceType: 'module', globals: { ...globals.node, ...globals.browser } } },
];
