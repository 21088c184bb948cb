import { proveInTenant } from './run.ts';
let n = 0,
  ok = 0;
const t0 = Date.now();
const good: string[] = [];
for (let w = Number(process.argv[2]); Date.now() - t0 < 55000; w++)
  for (let e = 0; e < 2; e++) {
    n++;
    const f = await proveInTenant(w, e);
    if (f) {
      ok++;
      good.push(`${w}/${e}/${f.length}`);
      for (const x of f)
        console.log(
          `w${w} e${e}`,
          x.signature,
          '\n   ',
          x.what.slice(0, 300),
          '\n   ',
          x.detail.slice(0, 900),
        );
    }
  }
console.log(n, ok, Date.now() - t0, good.join(' '));
