import { defineConfig } from 'vite';
import { icons } from './icons.js';

/* Fixed names, nothing inlined, nothing preloaded: the same sources give the same bytes, and the page needs no inline code. */
export default defineConfig({
  base: './',
  plugins: [icons()],
  build: {
    target: 'es2022',
    cssTarget: 'chrome123', // knows light-dark()
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    rollupOptions: {
      output: { entryFileNames: 'app.js', assetFileNames: 'app.[ext]', inlineDynamicImports: true },
    },
  },
});
