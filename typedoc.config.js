/** `npm run docs:api`: the reference of the library and of the embedded tenant. Types are checked by `npm run typecheck`. */
import { OptionDefaults } from 'typedoc';

export default {
  plugin: ['typedoc-plugin-missing-exports'],
  entryPoints: ['src/index.ts', 'src/tenant/index.ts'],
  name: 'Entente',
  out: 'dist/api',
  readme: 'none',
  // What json-schema-to-typescript writes of lists.
  blockTags: [...OptionDefaults.blockTags, '@minItems', '@maxItems'],
  excludeExternals: true,
  excludePrivate: true,
  disableSources: true,
  githubPages: false,
  skipErrorChecking: true,
  treatWarningsAsErrors: true,
};
