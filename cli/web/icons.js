/* icons.svg: the icons of @tabler/icons that the sources name, and no other, as symbols in one file. */
import { readFileSync, readdirSync } from 'node:fs';

/* What shows when the file is drawn as it is: the mark of the page, for the browser's tab. */
const MARK =
  '<rect width="32" height="32" rx="6" fill="#1d3c5c"/><path d="M7 16 16 8l9 8v9h-6v-6h-6v6H7z" fill="#fff"/>';

const names = (folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.js'))
    .flatMap((file) => [...readFileSync(new URL(file, folder), 'utf8').matchAll(/icon(?:: |\()'([a-z0-9-]+)'/g)])
    .map((match) => match[1]);

function symbol(name) {
  const file = new URL(`./node_modules/@tabler/icons/icons/outline/${name}.svg`, import.meta.url);
  const paths = [...readFileSync(file, 'utf8').matchAll(/<path d="[^"]+" \/>/g)].map((match) => match[0]);
  return `<symbol id="${name}" viewBox="0 0 24 24">${paths.join('')}</symbol>`;
}

/** A plugin of Vite: gathers, and emits under its fixed name. */
export const icons = () => ({
  name: 'icons',
  generateBundle() {
    const used = [...new Set(names(new URL('./src/', import.meta.url)))].sort();
    const symbols = used.map(symbol).join('\n');
    const source = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">\n${symbols}\n${MARK}\n</svg>\n`;
    this.emitFile({ type: 'asset', fileName: 'icons.svg', source });
  },
});
