/* Lists that stay the same while the page is open: domains, soorten, grounds, templates. */
import { bron } from './api.js';

const rows = (path, key) => bron(path).data?.[key] ?? [];

export const domeinen = () => rows('domeinen', 'domeinen');
export const soorten = () => rows('soorten', 'soorten');

/** Without what stands in brackets behind it: that explains a choice, and here it is a heading. */
export function domeinNaam(code) {
  const found = domeinen().find((domein) => domein.code === code)?.naam ?? code.replaceAll('-', ' ');
  return found.replace(/ \(.*\)$/, '');
}
