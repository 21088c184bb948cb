import tseslint from 'typescript-eslint';

/** The longest that a file written by hand may be. */
const MAX_LINES = ['error', { max: 400 }];
/** Files that are longer, and have to become shorter; nothing is added here. */
const TOO_LONG = [
  'test/access/answers.test.ts',
  'test/action/action.test.ts',
  'test/cli/commands.test.ts',
  'test/support/agreement.ts',
  'test/support/world-arbitrary.ts',
  'test/tenant/requests.test.ts',
];

export default tseslint.config(
  {
    ignores: [
      'dist',
      'action',
      '.cache',
      'docs/.vitepress/dist',
      'node_modules',
      '**/generated/**',
      'src/schema',
      '.entente',
      'editors',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', '*.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // Graph's strings and our own are checked against undefined, which `!` would only hide.
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // JSON values are narrowed by what the schema or Graph guarantees; a nested value would be shown as JSON.
      '@typescript-eslint/no-base-to-string': 'off',
      // `ResourceAddress | 'interrupted'` tells a reader more than `string`.
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      // `async` without `await` is how a port's synchronous implementation rejects instead of throwing.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // A member that is added to a union has to be handled wherever members are told apart; a `default` handles it.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'max-params': ['error', 5],
      'max-lines': MAX_LINES,
      complexity: ['error', 20],
      'max-depth': ['error', 4],
    },
  },
  { files: TOO_LONG, rules: { 'max-lines': 'off' } },
  { files: ['**/*.js', '**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
);
