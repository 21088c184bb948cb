import { createCountingProxy } from '../test/support/counting-proxy.ts';
import { spawn } from 'node:child_process';
const proxy = await createCountingProxy(process.env.ENTENTE_GRAPH_URL!);
const t0 = performance.now();
const child = spawn(process.execPath, ['/work/main/dist/cli.mjs', ...process.argv.slice(2)], { cwd: '/tmp/b', env: { ...process.env, ENTENTE_GRAPH_URL: proxy.url }, stdio: ['ignore', 'ignore', 'inherit'] });
await new Promise((r) => child.on('close', r));
console.log('wall', performance.now() - t0, 'exchanges', proxy.exchanges.length, 'requests', proxy.exchanges.reduce((n, e) => n + e.items.length, 0), 'connections', proxy.connections);
for (const e of [...proxy.exchanges].sort((a,b)=>a.at-b.at)) console.log(e.at.toFixed(0).padStart(5), e.tookMs.toFixed(0).padStart(5), e.items.length, decodeURIComponent(e.items[0]!).replace('/identityGovernance/entitlementManagement','EM').slice(0, 150));
await proxy.close();
