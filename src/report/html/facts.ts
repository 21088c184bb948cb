/** What a page was made from. */
import type { ShownPlan } from '../../plan/plan.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';

type Facts = Pick<ShownPlan, 'tenant' | 'createdAt' | 'digest' | 'configuration' | 'state'>;

/** Tenant, time, files, state and digest. */
export function factsOf({ tenant, createdAt, digest, configuration, state }: Facts): Html {
  const { files, environment } = configuration;
  const facts: (readonly [string, Html | string] | undefined)[] = [
    ['Tenant', html`${tenant.displayName} <code>${tenant.id}</code>`],
    environment === null ? undefined : ['Environment', environment],
    ['Planned', createdAt.replace('T', ' ').replace(/(:\d\d)(\.\d+)?Z$/, '$1 UTC')],
    ['Files', files.length > 3 ? `${files.length} files` : files.map(({ name }) => name).join(', ')],
    ['State', state.lineage === null ? 'none yet' : `serial ${state.serial}`],
    digest === undefined ? undefined : ['Digest', html`<code>${digest}</code>`],
  ];
  return html`<dl class="facts">
    ${facts.map(
      (fact) =>
        fact !== undefined &&
        html`<div>
          <dt>${fact[0]}</dt>
          <dd>${fact[1]}</dd>
        </div>`,
    )}
  </dl>`;
}
