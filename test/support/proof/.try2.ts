import { proofWorld } from './world.ts';
import { checkValue } from '../../../src/config/understand.ts';
import { KINDS } from '../../../src/kinds/registry.ts';
const c = new Map<string, number>();
for (let w = 1; w < 20; w++)
  for (const d of checkValue(KINDS, proofWorld(w).document as any)) {
    const k = d.severity + ' ' + d.code + ' ' + d.summary.slice(0, 120);
    c.set(k, (c.get(k) ?? 0) + 1);
  }
console.log([...c].sort((a, b) => b[1] - a[1]).slice(0, 25));
