/**
 * A release: a commit with the bundle of the action in it, beside the branch, tagged with the version and with its
 * major version. Workflows pin the commit. Development checkouts stay free of the bundle.
 *   npm run release
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Commits HEAD and the folder action/ of a repository, tags it, and returns the tags. Neither branch nor index move. */
export function tagRelease(root: string): readonly string[] {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  const folder = mkdtempSync(path.join(tmpdir(), 'entente-release-'));
  const git = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, GIT_INDEX_FILE: path.join(folder, 'index') },
    });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  };
  try {
    const [exact, major] = [`v${version}`, `v${version.split('.')[0] ?? ''}`];
    git('read-tree', 'HEAD');
    git('add', '--force', 'action');
    const commit = git('commit-tree', git('write-tree'), '-p', 'HEAD', '-m', `Release ${exact}`);
    // A version is never tagged twice; the major version moves on.
    git('tag', exact, commit);
    git('tag', '--force', major, commit);
    return [exact, major];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function commitOf(root: string, tag: string): string {
  return spawnSync('git', ['rev-parse', `${tag}^{commit}`], { cwd: root, encoding: 'utf8' }).stdout.trim();
}

if (process.argv[1] === import.meta.filename) {
  const root = path.resolve(import.meta.dirname, '..');
  const { stdout } = spawnSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' });
  if (stdout !== '') throw new Error(`Commit first:\n${stdout}`);
  const built = spawnSync('npm', ['run', '--silent', 'action'], { cwd: root, stdio: 'inherit' });
  if (built.status !== 0) throw new Error('The action could not be built');
  const tags = tagRelease(root);
  console.log(
    `Tagged ${tags.join(' and ')}, commit ${commitOf(root, tags[0] ?? '')}, which workflows pin. Publish: git push origin ${tags[0] ?? ''} && git push --force origin ${tags[1] ?? ''}`,
  );
}
