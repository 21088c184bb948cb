/**
 * A certificate for loopback, of an authority that is made for it and thrown away: nothing is ever trusted for long.
 * Imported for https alone, because its library is large.
 */
// The library injects its parts by metadata, for which it needs this module first.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as x509 from '@peculiar/x509';
import { inFolder, makeFolder } from '../storage/data-folder.ts';

/** What a server of https shows, and where its authority stands. */
export interface TlsFiles {
  /** PEM. */
  readonly key: string;
  readonly certificate: string;
  /** File of the authority's certificate, for NODE_EXTRA_CA_CERTS. */
  readonly authority: string;
  /** Removes the files. */
  remove(): Promise<void>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAYS = 30;

/**
 * Makes an authority, and a certificate of it for 127.0.0.1, ::1 and localhost. The files are written with mode 0600 to
 * `folder`, or to a temporary one. The authority's key is written nowhere, so it signs nothing else.
 */
export async function makeTls(folder: string | undefined, now: Date): Promise<TlsFiles> {
  const made = await certificates(now.getTime());
  return folder === undefined ? write(made, undefined) : inFolder(folder, () => write(made, folder));
}

interface Certificates {
  readonly key: string;
  readonly certificate: string;
  readonly authority: string;
}

async function write(
  { key, certificate, authority }: Certificates,
  folder: string | undefined,
): Promise<TlsFiles> {
  const place = folder ?? (await mkdtemp(path.join(tmpdir(), 'entente-tls-')));
  if (folder !== undefined) await makeFolder(folder);
  const file = (name: string) => path.join(place, name);
  const files = { 'authority.pem': authority, 'certificate.pem': certificate, 'key.pem': key };
  for (const [name, text] of Object.entries(files)) {
    // A file that stands there keeps its mode when it is written, and a link leads elsewhere.
    await rm(file(name), { force: true });
    await writeFile(file(name), text, { mode: 0o600, flag: 'wx' });
    await chmod(file(name), 0o600);
  }
  return {
    key,
    certificate,
    authority: file('authority.pem'),
    remove: async () => {
      if (folder === undefined) await rm(place, { recursive: true, force: true });
      else for (const name of Object.keys(files)) await rm(file(name), { force: true });
    },
  };
}

async function certificates(now: number): Promise<Certificates> {
  const { subtle } = webcrypto;
  x509.cryptoProvider.set(webcrypto as Crypto);
  const pair = () => subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const [own, leaf] = await Promise.all([pair(), pair()]);
  const times = {
    // A client's clock may be a little behind.
    notBefore: new Date(now - 60_000),
    notAfter: new Date(now + DAYS * 86_400_000),
  };
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...times,
    name: 'CN=Authority of an embedded tenant of Entente',
    keys: own,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(own.publicKey),
    ],
  });
  const certificate = await x509.X509CertificateGenerator.create({
    ...times,
    subject: 'CN=localhost',
    issuer: authority.subject,
    publicKey: leaf.publicKey,
    signingKey: own.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(own.publicKey),
    ],
  });
  const der = Buffer.from(await subtle.exportKey('pkcs8', leaf.privateKey));
  return {
    key: x509.PemConverter.encode(der, 'PRIVATE KEY'),
    certificate: certificate.toString('pem'),
    authority: authority.toString('pem'),
  };
}
