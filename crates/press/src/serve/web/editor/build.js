// Bundles source.js, CodeMirror and the licences of all that is in the bundle into editor.js, which is committed.
import { build } from 'esbuild';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const options = {
    absWorkingDir: import.meta.dirname,
    entryPoints: ['source.js'],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    metafile: true,
};

// The folder of each package that a bundle took files from.
function packages(inputs) {
    const folders = Object.keys(inputs).filter(file => file.includes('node_modules')).map(file => {
        let folder = dirname(file);
        while (!existsSync(join(import.meta.dirname, folder, 'package.json'))) {
            folder = dirname(folder);
        }
        return folder;
    });
    return [...new Set(folders)].sort();
}

function licence(folder) {
    const { name, version, license } = JSON.parse(readFileSync(join(import.meta.dirname, folder, 'package.json'), 'utf8'));
    const text = readFileSync(join(import.meta.dirname, folder, 'LICENSE'), 'utf8').trim();
    return `${name} ${version}, ${license}:\n\n${text}\n`;
}

const { metafile } = await build({ ...options, write: false });
const banner = `/*!\nBuilt by \`npm run build\` from source.js. It holds:\n\n${packages(metafile.inputs).map(licence).join('\n')}*/`;
await build({ ...options, banner: { js: banner }, outfile: 'editor.js' });
