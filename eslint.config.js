import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'action', 'node_modules', '**/generated/**', 'src/kinds/generated.ts', '.entente'] },
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
      complexity: ['error', 20],
      'max-depth': ['error', 4],
    },
  },
  { files: ['**/*.js', '**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
);
