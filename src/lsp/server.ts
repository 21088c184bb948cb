/** The language server: what the engine knows of a configuration, in the terms of the Language Server Protocol. */
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type {
  CompletionItem,
  Connection,
  Hover,
  Location,
  RenameParams,
  TextDocumentPositionParams,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import {
  createConnection,
  LSPErrorCodes,
  MarkupKind,
  ProposedFeatures,
  ResponseError,
  TextDocuments,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { EditorOptions, Examined, OpenTexts } from '../engine/editor/workspace.ts';
import { configurationOf } from '../engine/editor/workspace.ts';
import type { Host } from '../engine/host.ts';
import type { Question } from '../engine/editor/complete.ts';
import { completionsAt } from '../engine/editor/complete.ts';
import { definitionsAt } from '../engine/editor/define.ts';
import { groupBy } from '../model/group-by.ts';
import { renameAt } from '../engine/editor/rename.ts';
import { hoverAt } from '../engine/editor/hover.ts';
import type { SourceRange } from '../diagnostics/diagnostic.ts';
import { itemOf } from './items.ts';
import { diagnosticOf, rangeOf } from './positions.ts';
import { pathOf, uriOf, withLargeDrive } from './uris.ts';

/** Milliseconds without a further keystroke after which files are judged. */
const PAUSE = 150;

/** Milliseconds for which answers may rest on files as they were: not every editor tells when another program writes. */
const FRESH = 2000;

/** Serves one editor until its streams end; resolves when the editor says that it is done. */
export function serve(
  options: EditorOptions,
  host: Host,
  streams: { readonly input: Readable; readonly output: Writable },
): Promise<void> {
  const connection = createConnection(ProposedFeatures.all, streams.input, streams.output);
  const server = new Server(connection, options, { ...host, cwd: withLargeDrive(host.cwd) });
  return server.listen();
}

class Server {
  private readonly documents = new TextDocuments(TextDocument);
  /** Files with findings that the editor shows. */
  private shown: ReadonlySet<string> = new Set();
  private seen: { readonly texts: OpenTexts; readonly at: number } | undefined;
  private timer: AbortController | undefined;
  private judging: Promise<void> = Promise.resolve();

  constructor(
    private readonly connection: Connection,
    private readonly options: EditorOptions,
    private readonly host: Host,
  ) {}

  listen(): Promise<void> {
    const { connection, documents } = this;
    connection.onInitialize(() => ({
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        completionProvider: { triggerCharacters: [' ', '[', '{', ',', '/', '.'] },
        definitionProvider: true,
        hoverProvider: true,
        renameProvider: true,
      },
      serverInfo: { name: 'entente' },
    }));
    documents.onDidChangeContent(() => this.judgeSoon());
    documents.onDidClose(() => this.judgeSoon());
    connection.onDidChangeWatchedFiles(() => this.judgeSoon());
    connection.onCompletion((params) => this.complete(params));
    connection.onRenameRequest((params) => this.rename(params));
    connection.onHover((params) => this.hover(params));
    connection.onDefinition((params) => this.define(params));
    documents.listen(connection);
    return new Promise((resolve) => {
      connection.onExit(resolve);
      connection.listen();
    });
  }

  private async complete(params: TextDocumentPositionParams): Promise<CompletionItem[]> {
    const asked = this.question(params);
    const found = asked && (await completionsAt(asked, this.options, this.host, this.texts()));
    const document = this.documents.get(params.textDocument.uri);
    if (found === undefined || document === undefined) return [];
    const { items, start, end } = found;
    const range = { start: document.positionAt(start), end: document.positionAt(end) };
    return items.map((item, rank) => itemOf(item, range, rank));
  }

  private async define(params: TextDocumentPositionParams): Promise<Location[]> {
    const asked = this.question(params);
    if (asked === undefined) return [];
    const found = await definitionsAt(asked, this.options, this.host, this.texts());
    return found.map((range) => ({ uri: this.uriOf(range), range: rangeOf(range) }));
  }

  private async hover(params: TextDocumentPositionParams): Promise<Hover | null> {
    const asked = this.question(params);
    const value = asked && (await hoverAt(asked, this.options, this.host, this.texts()));
    return value === undefined ? null : { contents: { kind: MarkupKind.Markdown, value } };
  }

  private async rename(params: RenameParams): Promise<WorkspaceEdit> {
    const asked = this.question(params);
    const question = asked && { ...asked, newKey: params.newName };
    const found = question && (await renameAt(question, this.options, this.host, this.texts()));
    if (found === undefined || 'refused' in found)
      throw new ResponseError(LSPErrorCodes.RequestFailed, found?.refused ?? 'The file is not open');
    const byFile = groupBy(found.edits, ({ range }) => this.uriOf(range));
    const changes = [...byFile].map(
      ([uri, edits]) =>
        [uri, edits.map(({ range, text }) => ({ range: rangeOf(range), newText: text }))] as const,
    );
    return { changes: Object.fromEntries(changes) };
  }

  /** As the editor itself calls a file that is open. */
  private uriOf({ file }: SourceRange): string {
    const absolute = path.resolve(this.host.cwd, file);
    const open = this.documents.all().find(({ uri }) => pathOf(uri) === absolute);
    return open?.uri ?? uriOf(absolute);
  }

  private question({ textDocument, position }: TextDocumentPositionParams): Question | undefined {
    const file = pathOf(textDocument.uri);
    const document = this.documents.get(textDocument.uri);
    if (file === undefined || document === undefined) return undefined;
    return { file, text: document.getText(), offset: document.offsetAt(position) };
  }

  /** The same while nothing changes, so that one look at the files answers several questions. */
  private texts(): OpenTexts {
    const now = this.host.now();
    if (this.seen !== undefined && now - this.seen.at < FRESH) return this.seen.texts;
    const open = this.documents.all().flatMap((document) => {
      const file = pathOf(document.uri);
      return file === undefined ? [] : [[file, document.getText()] as const];
    });
    const texts = new Map(open);
    this.seen = { texts, at: now };
    return texts;
  }

  /** One look at a time: a later keystroke waits for the look that is under way, and makes one more. */
  private judgeSoon(): void {
    this.seen = undefined;
    this.timer?.abort();
    const timer = new AbortController();
    this.timer = timer;
    void this.host.delay(PAUSE, timer.signal).then(() => {
      if (timer.signal.aborted) return;
      this.judging = this.judging
        .then(() => this.judge())
        .catch((error: unknown) => this.connection.console.error(String(error)));
    });
  }

  private async judge(): Promise<void> {
    const texts = this.texts();
    const examined = new Map<string, Examined>();
    const covered = new Set<string>();
    for (const file of texts.keys()) {
      if (covered.has(file)) continue;
      const found = await configurationOf(file, this.options, this.host, texts);
      if (found === undefined) continue;
      examined.set(found.root, found);
      for (const each of found.files) covered.add(each);
    }
    await this.show(new Map([...examined.values()].flatMap(({ diagnostics }) => [...diagnostics])));
  }

  /** Sends all findings, and takes away those that are no longer there. A right file that is open is told to be right. */
  private async show(found: Examined['diagnostics']): Promise<void> {
    const open = new Map(
      this.documents.all().flatMap((document) => {
        const file = pathOf(document.uri);
        return file === undefined ? [] : [[file, document] as const];
      }),
    );
    for (const file of new Set([...found.keys(), ...this.shown, ...open.keys()])) {
      const document = open.get(file);
      await this.connection.sendDiagnostics({
        uri: document?.uri ?? uriOf(file),
        ...(document !== undefined && { version: document.version }),
        diagnostics: (found.get(file) ?? []).map((each) => diagnosticOf(each, this.host.cwd)),
      });
    }
    this.shown = new Set(found.keys());
  }
}
