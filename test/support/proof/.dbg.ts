import { openWorld, diffOf } from './run.ts';
import { answerFor } from '../../../src/access/index.ts';
import { Judge } from './judge.ts';
const [w, e] = process.argv.slice(2).map(Number);
const world = await openWorld(w!);
const ed = (await world!.edit(e!))!;
const d = diffOf(ed);
const f = new Judge(ed.before, ed.after, d).faults();
console.log(ed.what);
for (const x of f) {
  console.log(x.sort, x.capability, x.of, '\n  ', x.detail.slice(0, 1500));
  const pk =
    /accessPackage\.(\w+)/.exec(x.detail)?.[0] ?? 'accessPackage.p' + /Package (\d)/.exec(x.detail)?.[1];
  for (const s of [ed.before, ed.after]) {
    console.log(
      '  --',
      pk,
      JSON.stringify(s.model.packages.get(pk)),
      JSON.stringify(s.model.catalogs.get(s.model.packages.get(pk)?.catalog ?? '')),
      JSON.stringify(s.lists),
    );
    for (const p of s.model.policiesOf.get(pk) ?? [])
      console.log(
        '    ',
        p.address,
        p.displayName,
        p.scope,
        'self',
        p.acceptsRequests,
        'auto',
        p.automatic,
        JSON.stringify(p.organizations),
        JSON.stringify(p.users),
        JSON.stringify(p.groups),
        JSON.stringify(p.rules),
      );
  }
  for (const s of [ed.before, ed.after])
    for (const o of s.model.organizations.values())
      console.log(
        '   org',
        o.address,
        o.displayName,
        o.state,
        JSON.stringify(o.sources),
        JSON.stringify(o.externalSponsors),
      );
  break;
}
for (const l of ['gained', 'lost', 'changed'] as const)
  for (const c of d[l]) console.log('  SAID', l, c.capability, c.summary, c.requestor.type, c.requestor.id);
