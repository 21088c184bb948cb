/**
 * An editor: speaks the Language Server Protocol to the built `entente lsp`, or to another server, in a process of its
 * own.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type {
  CompletionItem,
  Diagnostic,
  InitializeResult,
  TextDocumentPositionParams,
} from 'vscode-languageserver/node';
import {
  CompletionRequest,
  ConfigurationRequest,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  MarkupKind,
  PublishDiagnosticsNotification,
  ShutdownRequest,
} from 'vscode-languageserver/node';
import type { ProtocolConnection } from 'vscode-languageserver/node';
import { CLI, cleanEnvironment } from './cli.ts';

interface Told {
  readonly version: number | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

interface Server {
  /** The program of Node.js and its arguments. */
  readonly command: readonly string[];
  /** The settings of the editor, by section; what is not there is null, as in editors. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** What editors do with texts that servers send. */
const CAPABILITIES = {
  textDocument: { completion: { completionItem: { documentationFormat: [MarkupKind.Markdown] } } },
};

export class Editor {
  readonly connection: ProtocolConnection;
  capabilities: InitializeResult['capabilities'] = {};
  private readonly told = new Map<string, Told>();
  private readonly versions = new Map<string, number>();
  private readonly child;
  private heard: () => void = () => undefined;
  private asked: () => void = () => undefined;

  private constructor(cwd: string, { command, settings }: Server) {
    this.child = spawn(process.execPath, command, { cwd, env: cleanEnvironment() });
    this.connection = createProtocolConnection(this.child.stdout, this.child.stdin);
    this.connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, version, diagnostics }) => {
      this.told.set(fileURLToPath(uri), { version, diagnostics });
      this.heard();
    });
    this.connection.onRequest(ConfigurationRequest.type, ({ items }) => {
      this.asked();
      return items.map(({ section = '' }) => settings?.[section] ?? null);
    });
    this.connection.listen();
  }

  static start(cwd: string, args: readonly string[] = []): Promise<Editor> {
    return Editor.of(cwd, { command: [CLI, 'lsp', '--stdio', ...args] });
  }

  /** An editor with another server. */
  static async of(cwd: string, server: Server): Promise<Editor> {
    const editor = new Editor(cwd, server);
    const configuration = server.settings !== undefined;
    const capabilities = { ...CAPABILITIES, workspace: { configuration } };
    const params = { processId: process.pid, rootUri: pathToFileURL(cwd).href, capabilities };
    const configured = configuration && new Promise<void>((resolve) => (editor.asked = resolve));
    const answer = await editor.connection.sendRequest(InitializeRequest.type, params);
    editor.capabilities = answer.capabilities;
    await editor.connection.sendNotification(InitializedNotification.type, {});
    // A file that is opened earlier is judged without the settings first.
    await configured;
    return editor;
  }

  /** Opens a file, with a text that need not be saved. */
  async open(file: string, text = readFileSync(file, 'utf8')): Promise<void> {
    this.versions.set(file, 1);
    this.told.delete(file);
    const textDocument = { uri: pathToFileURL(file).href, languageId: 'yaml', version: 1, text };
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
  }

  /** Types a text in the place of the one that is open. */
  async type(file: string, text: string): Promise<void> {
    const version = (this.versions.get(file) ?? 0) + 1;
    this.versions.set(file, version);
    this.told.delete(file);
    const textDocument = { uri: pathToFileURL(file).href, version };
    const contentChanges = [{ text }];
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument,
      contentChanges,
    });
  }

  /** What the editor shows of a file once its present text has been judged. */
  async findings(file: string): Promise<readonly Diagnostic[]> {
    const told = this.told.get(file);
    const version = this.versions.get(file);
    // Servers need not name the version that they judge.
    if (told !== undefined && (told.version ?? version) === version) return told.diagnostics;
    await new Promise<void>((resolve) => (this.heard = resolve));
    return this.findings(file);
  }

  /** Closes every file that is open, and forgets what was said of it. */
  async closeAll(): Promise<void> {
    const open = [...this.versions.keys()];
    this.versions.clear();
    this.told.clear();
    for (const file of open) {
      const textDocument = { uri: pathToFileURL(file).href };
      await this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument });
    }
  }

  /** What is offered at an offset of the text that is open, as it would stand there. */
  async completions(file: string, text: string, offset: number): Promise<readonly CompletionItem[]> {
    const answer = await this.connection.sendRequest(CompletionRequest.type, this.at(file, text, offset));
    return Array.isArray(answer) ? answer : (answer?.items ?? []);
  }

  /** A place as requests name it. */
  at(file: string, text: string, offset: number): TextDocumentPositionParams {
    const before = text.slice(0, offset).split('\n');
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    return { textDocument: { uri: pathToFileURL(file).href }, position };
  }

  /** Ends the server as editors do; resolves with its exit code. */
  async end(): Promise<number | null> {
    const closed = new Promise<number | null>((resolve) => this.child.on('close', resolve));
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    const code = await closed;
    this.connection.dispose();
    return code;
  }
}
