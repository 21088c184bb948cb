/** The frame of every report: one file, nothing loaded, nothing run but our own script. */
import type { DeclaredPlace } from '../../model/declared-place.ts';
import type { Html } from './html.ts';
import { html, trusted } from './html.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style-sheet.ts';

/** SHA-256 of a text's UTF-8 bytes, in base 64. */
export type Sha256 = (text: string) => string;

export interface Section {
  /** Also the anchor. */
  readonly id: string;
  readonly title: string;
  /** Shown beside the title and in the navigation. */
  readonly count?: number;
  readonly body: Html;
}

export interface Page {
  /** For the window. */
  readonly title: string;
  /** What it is, above the headline. */
  readonly eyebrow: Html;
  readonly headline: string;
  /** Below the headline: figures, facts. */
  readonly intro: Html;
  readonly sections: readonly Section[];
  /** Whether there is anything to search. */
  readonly searchable: boolean;
  readonly footer: Html;
}

/** The page as text. Works from a disk, in a mail, without script; the script only searches. */
export function renderPage(page: Page, sha256: Sha256): string {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${sha256(STYLE)}'`,
    `script-src 'sha256-${sha256(SCRIPT)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const links = page.sections.map(
    ({ id, title, count }) =>
      html`<li>
        <a href="#${id}">${title}${count !== undefined && html` <span class="count">${count}</span>`}</a>
      </li>`,
  );
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${trusted(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="generator" content="Entente" />
        <title>${page.title}</title>
        <link rel="icon" href="data:," />
        ${trusted(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header class="top">
          <p class="eyebrow">${page.eyebrow}</p>
          <h1>${page.headline}</h1>
          ${page.intro}
        </header>
        <div class="bar">
          <nav aria-label="Sections">
            <ul>
              ${links}
            </ul>
          </nav>
          ${page.searchable && SEARCH}
        </div>
        <main id="content">${page.sections.map(sectionOf)}</main>
        <footer>${page.footer}</footer>
        ${trusted(`<script>${SCRIPT}</script>`)}
      </body>
    </html> `.text;
}

function sectionOf({ id, title, count, body }: Section): Html {
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}${count !== undefined && html` <span class="count">${count}</span>`}</h2>
    ${body}
  </section> `;
}

/** Hidden until the script has come to life: without it there is nothing to type into. */
const SEARCH = html`<form class="search" role="search" hidden>
  <label for="query">Search</label>
  <input
    id="query"
    type="search"
    autocomplete="off"
    spellcheck="false"
    placeholder="name, address, property, file"
    aria-describedby="found"
  />
  <kbd aria-hidden="true">/</kbd>
  <button type="button" id="open-all">Open all</button>
  <p id="found" role="status" aria-live="polite"></p>
</form>`;

/** A word in a coloured frame; the colour says nothing that the word does not. */
export function badge(tone: string, word: string): Html {
  return html`<span class="badge ${tone}">${word}</span>`;
}

/** Where something is declared. */
export function place(source: DeclaredPlace | undefined): Html | undefined {
  if (source === undefined) return undefined;
  const { file, line, also, removed } = source;
  return html`<span class="place"
    >${removed === true && 'removed from '}${file}:${line}${also !== undefined && ` (${also.message} ${also.file}:${also.line})`}</span
  >`;
}

/** A number with what it counts. */
export function figure(count: number, label: string, tone: string): Html {
  return html`<li class="figure ${count === 0 ? 'none' : tone}"><b>${count}</b> ${label}</li>`;
}
