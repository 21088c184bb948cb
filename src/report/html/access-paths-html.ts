/** Access in several steps as one page: a picture, and each path in words. */
import type { AccessPath } from '../../access/index.ts';
import { certaintyText, othersText, sharedPaths, whoText } from '../access-paths-text.ts';
import { pathPicture } from '../path-picture.ts';
import { counted } from '../style.ts';
import { html } from './html.ts';
import type { Section, Sha256 } from './page.ts';
import { badge, figure, renderPage } from './page.ts';
import { drawPaths } from './path-drawing.ts';

export interface PathsPage {
  readonly paths: readonly AccessPath[];
  /** What the answer rests on. */
  readonly notes: readonly string[];
  /** The configuration file, or the tenant that was asked. */
  readonly about: string;
}

/** Nobody can follow more than this: the most severe paths are drawn. */
const MOST_DRAWN = 40;

export function accessPathsHtml({ paths, notes, about }: PathsPage, sha256: Sha256): string {
  const shared = sharedPaths(paths);
  const critical = shared.filter(({ path }) => path.severity === 'critical').length;
  return renderPage(
    {
      title: `Access in several steps · ${about} · Entente`,
      eyebrow: html`<b>Entente access</b> of ${about}`,
      headline: `${counted(shared.length, 'path')} of access in several steps`,
      intro: html`<ul class="figures">
          ${figure(critical, 'critical', 'red')}${figure(shared.filter(({ path }) => !path.certain).length, 'possible, not proved', 'amber')}
        </ul>
        ${notes.map((note) => html`<p class="note">${note}</p>`)}`,
      sections: shared.length === 0 ? [] : [pictureSection(paths), wordsSection(paths)],
      searchable: shared.length > 0,
      footer: html`<p>Made by Entente. This page loads nothing and sends nothing.</p>`,
    },
    sha256,
  );
}

function pictureSection(paths: readonly AccessPath[]): Section {
  const drawn = sharedPaths(paths)
    .slice(0, MOST_DRAWN)
    .map(({ who, path }) => ({ ...path, from: { ...path.from, label: whoText(who) } }));
  const left = sharedPaths(paths).length - drawn.length;
  return {
    id: 'picture',
    title: 'Picture',
    body: html`${left > 0 && html`<p class="note">${counted(left, 'more path')} would not fit; the most severe are drawn. All of them are listed under Paths.</p>`}
      <div class="scroll picture" role="region" aria-label="Picture of the paths" tabindex="0">
        ${drawPaths(pathPicture(drawn))}
      </div>`,
  };
}

const TONES = { critical: 'red', high: 'red', medium: 'amber', low: 'grey' } as const;

function wordsSection(paths: readonly AccessPath[]): Section {
  const shared = sharedPaths(paths);
  return {
    id: 'paths',
    title: 'Paths',
    count: shared.length,
    body: html`<ul class="items" data-group>
      ${shared.map(({ who, path }) => {
        const steps = [whoText(who), ...path.steps.map(({ label }) => label)].join(' → ');
        const lines = [...path.selfDecision.map(({ text }) => text), certaintyText(path), othersText(path)];
        return html`<li class="card ${TONES[path.severity]}" data-item>
          <p class="what">${badge(TONES[path.severity], path.severity)} <span>${steps}</span></p>
          <ul>
            ${lines.filter((line) => line !== '').map((line) => html`<li>${line}</li>`)}
          </ul>
        </li> `;
      })}
    </ul>`,
  };
}
