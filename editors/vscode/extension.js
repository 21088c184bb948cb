/** Starts `entente lsp` for the files of Entente. */
const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

exports.activate = async () => {
  const [command, ...args] = vscode.workspace.getConfiguration('entente').get('command', ['npx', 'entente']);
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const options = { cwd: folder?.uri.fsPath };
  client = new LanguageClient(
    'entente',
    'Entente',
    { command, args: [...args, 'lsp', '--stdio'], options },
    {
      // Included files may have any name; the server leaves what is not Entente's alone.
      documentSelector: [{ scheme: 'file', language: 'yaml' }],
      synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher('**/*.{yaml,yml}') },
    },
  );
  await client.start();
};

exports.deactivate = () => client?.stop();
