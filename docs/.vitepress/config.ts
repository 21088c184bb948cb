/** `npm run docs`: the documentation as a site, from the Markdown files as they are. It has no address of its own: `-- --base /FOLDER/` serves it below one. */
import path from 'node:path';
import { defineConfig } from 'vitepress';
import { deadAddresses, layOut } from './finish.ts';
import { anchorOf, readAsGitHub } from './markdown.ts';
import { pageOf, sidebarOf } from './navigation.ts';

const root = path.resolve(import.meta.dirname, '../..');
const linked = new Set<string>();

export default defineConfig({
  title: 'Entente',
  description: 'Governance as code for Microsoft Entra entitlement management',
  srcDir: '..',
  cacheDir: path.join(root, '.cache/vitepress'),
  // The documents, those beside the README, and the embedded tenant's own.
  srcExclude: ['!(docs|src)/**/*.md', 'src/!(tenant)/**/*.md'],
  rewrites: pageOf,
  markdown: {
    html: false,
    attrs: { disable: true },
    anchor: { slugify: anchorOf },
    config: (md) => {
      md.disable('emoji');
      readAsGitHub(md, root, linked);
    },
  },
  themeConfig: {
    sidebar: sidebarOf(root),
    outline: 'deep',
    search: { provider: 'local' },
  },
  buildEnd: ({ outDir, site }) => {
    layOut(root, outDir, linked);
    const dead = deadAddresses(outDir, site.base);
    if (dead.length > 0) throw new Error(`Addresses that lead nowhere:\n  ${dead.join('\n  ')}`);
  },
});
