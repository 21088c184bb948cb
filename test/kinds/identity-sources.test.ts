/** Every form of an identity source: as it is declared, as the service has it, how its people sign in, and as an import writes it. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  declaredSource,
  liveSource,
  signInOf,
  sourceFault,
  sourceSpec,
} from '../../src/kinds/identity-sources.ts';
import type { SourceSpec } from '../../src/kinds/identity-sources.ts';
import type { Naming, ReferenceResolver } from '../../src/kinds/kind.ts';
import type { JsonObject } from '../../src/model/value.ts';

const TENANT = '6f4c1bd5-2a39-4e0e-a7c8-19d0b5e3f7a2';
const KNOWN = '7a5d2ce6-3b4a-4f1f-b8d9-2ae1c6f4a8b3';
const resolve = {
  tenantOfDomain: (domain: string) => (domain === 'fabrikam.com' ? { tenantId: KNOWN } : undefined),
} as unknown as ReferenceResolver;
const naming = {
  domainOf: (tenantId: string) => (tenantId === KNOWN ? 'fabrikam.com' : undefined),
} as unknown as Naming;

/** The clouds that the schema offers, so that a new one gets a row here. */
const CLOUDS = ['microsoftonline.com', 'microsoftonline.us', 'partner.microsoftonline.cn'];

const crossCloud = (cloudInstance: string) => ({
  '@odata.type': 'crossCloudAzureActiveDirectoryTenant',
  tenantId: TENANT,
  cloudInstance,
});

it.each<[SourceSpec, JsonObject, signIn: string]>([
  [
    { domain: 'fabrikam.com' },
    { '@odata.type': 'azureActiveDirectoryTenant', tenantId: KNOWN },
    `signs in with Microsoft Entra ID of fabrikam.com, tenant ${KNOWN}`,
  ],
  [
    { tenantId: TENANT },
    { '@odata.type': 'azureActiveDirectoryTenant', tenantId: TENANT },
    `signs in with Microsoft Entra ID, tenant ${TENANT}`,
  ],
  [
    { domain: 'woodgrove.example' },
    { '@odata.type': 'domainIdentitySource', domainName: 'woodgrove.example' },
    'signs in with a one-time passcode sent to addresses of woodgrove.example',
  ],
  [
    { domain: 'litware.com', issuerUri: 'https://login.litware.com' },
    {
      '@odata.type': 'externalDomainFederation',
      domainName: 'litware.com',
      issuerUri: 'https://login.litware.com',
    },
    'signs in by federation of litware.com with https://login.litware.com',
  ],
  ...CLOUDS.map((cloudInstance): [SourceSpec, JsonObject, string] => [
    { crossCloudTenantId: TENANT, cloudInstance } as SourceSpec,
    crossCloud(cloudInstance),
    `signs in with Microsoft Entra ID at ${cloudInstance}, tenant ${TENANT}`,
  ]),
  [
    { social: 'facebook' },
    { '@odata.type': 'socialIdentitySource', socialIdentitySourceType: 'facebook' },
    'signs in with facebook',
  ],
])('%j', (spec, source, signIn) => {
  expect(sourceFault(spec)).toBeUndefined();
  expect(declaredSource(spec, resolve, [])).toEqual(source);
  const live = liveSource({
    ...source,
    '@odata.type': `#microsoft.graph.${String(source['@odata.type'])}`,
    displayName: 'By the service',
  });
  expect(sourceSpec(live, naming)).toEqual(spec);
  expect(signInOf(live, { 'domain:fabrikam.com': KNOWN })).toBe(signIn);
});

it('of a cloud, a provider or a type that nobody has listed is written as it came', () => {
  const spec = (source: JsonObject) => sourceSpec(liveSource(source), naming);
  expect(spec(crossCloud('login.sovereign.example'))).toEqual({
    crossCloudTenantId: TENANT,
    cloudInstance: { unlisted: 'login.sovereign.example' },
  });
  expect(spec({ '@odata.type': 'socialIdentitySource', socialIdentitySourceType: 'another' })).toEqual({
    social: { unlisted: 'another' },
  });
  const later = { '@odata.type': '#microsoft.graph.laterIdentitySource', name: 'Later' };
  const unlisted = { '@odata.type': 'laterIdentitySource', name: 'Later' };
  expect(spec(later)).toEqual({ unlisted });
  expect(declaredSource({ unlisted }, resolve, [])).toEqual(liveSource(later));
});

it('offers the clouds of the schema', () => {
  const schema = readFileSync('schema/governance.schema.json', 'utf8');
  const [, words = ''] = /"cloudInstance": \{[^[]*\[\s*\{[^[]*"enum": \[([^\]]*)\]/.exec(schema) ?? [];
  expect([...words.matchAll(/"([^"]+)"/g)].map(([, word]) => word)).toEqual(CLOUDS);
});

it.each([
  'd.example',
  'münchen.example',
  '_x.example',
  'intranet',
  '*.d.example',
  'd.example.',
  '',
  'a b.c',
  '10.0.0.1',
])(
  'the domain "%s" is written as one where the schema takes it, and else as the service has it',
  (domainName) => {
    const schema = readFileSync('schema/kinds/connected-organization.schema.json', 'utf8');
    const { properties } = JSON.parse(schema) as {
      properties: { identitySources: { items: { properties: { domain: { pattern: string } } } } };
    };
    const { pattern } = properties.identitySources.items.properties.domain;
    const source = { '@odata.type': 'domainIdentitySource', domainName };
    const expected = new RegExp(pattern).test(domainName) ? { domain: domainName } : { unlisted: source };
    const spec = sourceSpec(liveSource(source), naming);
    expect(spec).toEqual(expected);
    expect(declaredSource(spec as SourceSpec, resolve, [])).toEqual(liveSource(source));
  },
);

it.each([
  { '@odata.type': 'azureActiveDirectoryTenant', tenantId: null },
  { '@odata.type': 'azureActiveDirectoryTenant' },
  { '@odata.type': 'crossCloudAzureActiveDirectoryTenant', tenantId: TENANT },
  { '@odata.type': 'externalDomainFederation', domainName: 'd.example', issuerUri: '' },
])('what lacks a part is written as the service has it: %o', (source) => {
  const live = liveSource(source);
  const spec = sourceSpec(live, naming);
  expect(Object.keys(spec)).toEqual(['unlisted']);
  expect(declaredSource(spec as SourceSpec, resolve, [])).toEqual(live);
});
