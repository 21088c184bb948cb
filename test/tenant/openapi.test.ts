/** `GET /openapi.json`: a valid description, of every call, which bodies and answers agree with. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entity } from '../../src/tenant/json.ts';
import { openTenant } from '../../src/tenant/open.ts';
import type { Tenant } from '../../src/tenant/open.ts';
import { checkBody } from '../../src/tenant/types/check-body.ts';
import type { Purpose } from '../../src/tenant/types/language.ts';
import { ROUTES } from '../../src/tenant/routes.ts';
import { SMALL_DIRECTORY } from '../support/governance-arbitrary.ts';
import { rightBody } from '../support/typed-body.ts';
import { runs } from '../support/whole.ts';

interface Operation {
  readonly requestBody?: { readonly content: Content };
  readonly responses: { readonly '2XX': { readonly content?: Content } };
}
type Content = Readonly<Record<string, { readonly schema: object }>>;
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const EM = '/identityGovernance/entitlementManagement';
let tenant: Tenant;
let document: Document;
let ajv: Ajv2020;

async function get(path: string): Promise<{ status: number; body: unknown }> {
  const response = await tenant.fetch(new Request(`http://tenant.invalid${path}`));
  return { status: response.status, body: await response.json() };
}

/** A schema of the document, with all that it refers to, which is compiled once for all. */
function validator(schema: object): ValidateFunction {
  const text = JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"openapi#/');
  return ajv.compile(JSON.parse(text) as object);
}

/** A right body as the documentation spells it; the service takes enums in any casing, and references by address. */
function spelledBody(type: string, purpose: Purpose) {
  return rightBody(type, purpose)
    .filter((body) => !JSON.stringify(body).includes('@odata.bind'))
    .map((body) => checkBody(type, body as Entity, purpose));
}

beforeAll(async () => {
  tenant = await openTenant({ seed: SMALL_DIRECTORY });
  document = (await get('/openapi.json')).body as Document;
  ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'openapi', components: (document as { components?: object }).components });
});
afterAll(() => tenant.close());

describe('the OpenAPI description', () => {
  it('is valid', async () => {
    const { valid, errors } = await new Validator().validate(
      structuredClone(document) as object as Record<string, unknown>,
    );
    expect([valid, errors]).toEqual([true, undefined]);
  });

  it('has every route, and the reads of the documentation', () => {
    const has = (method: string, path: string) => document.paths[path]?.[method.toLowerCase()] !== undefined;
    expect(ROUTES.filter(({ method, pattern }) => !has(method, pattern))).toEqual([]);
    const reads = [
      `${EM}/accessPackages`,
      `${EM}/accessPackages/{id}`,
      `${EM}/accessPackages/{id}/resourceRoleScopes/{scope}`,
      `${EM}/catalogs/{id}/resources/{id1}/roles`,
      `${EM}/catalogs/{id}/customWorkflowExtensions/{extension}`,
      `${EM}/settings`,
      '/users/{id}/manager',
      '/groups/{id}/members/$ref',
    ];
    expect(reads.filter((path) => !has('GET', path))).toEqual([]);
  });

  it('gives a body to every call that changes members, and to none that needs none', () => {
    const bodiless =
      /\/(restore|uploadFile|renew|revokeSignInSessions|retryServiceProvisioning|unsetVerifiedPublisher|cancel|refresh|reprocess|reprocessLicenseAssignment|resetToSystemDefault|resetToDefaultSettings|signIn|getApplicablePolicyRequirements)$/;
    for (const { method, pattern, takes } of ROUTES) {
      const needs = ['POST', 'PUT', 'PATCH'].includes(method) && !bodiless.test(pattern);
      expect([method, pattern, takes !== undefined]).toEqual([method, pattern, needs]);
      expect(document.paths[pattern]?.[method.toLowerCase()]?.requestBody !== undefined).toBe(needs);
    }
  });

  const bodied = ROUTES.filter(({ takes }) => takes !== undefined && takes.type !== 'objectReference');
  it.each(bodied)(
    'takes the bodies of $method $pattern that the service takes',
    ({ method, pattern, takes }) => {
      const schema =
        document.paths[pattern]?.[method.toLowerCase()]?.requestBody?.content['application/json'];
      const fits = validator(schema?.schema ?? {});
      if (takes === undefined) return;
      fc.assert(
        fc.property(spelledBody(takes.type, takes.purpose), (body) => {
          expect([fits(body), fits.errors]).toEqual([true, null]);
        }),
        runs(5, 20),
      );
    },
  );

  it('refuses a member that no type has, wherever it stands', () => {
    const schema =
      document.paths[`${EM}/assignmentPolicies`]?.['post']?.requestBody?.content['application/json'];
    const fits = validator(schema?.schema ?? {});
    fc.assert(
      fc.property(spelledBody('accessPackageAssignmentPolicy', 'create'), (body) => {
        const wrong = { ...body, requestApprovalSettings: { stages: [{ isBackup: true }] } };
        expect([fits(body), fits(wrong)]).toEqual([true, false]);
      }),
      runs(5, 20),
    );
  });

  it('describes what is answered', async () => {
    const lists = Object.entries(document.paths).filter(
      ([path, at]) => at['get'] !== undefined && !path.includes('{'),
    );
    let seen = 0;
    for (const [path, { get: operation }] of lists) {
      const { status, body } = await get(`/v1.0${path}`);
      const schema = operation?.responses['2XX'].content?.['application/json']?.schema;
      if (status !== 200 || schema === undefined) continue;
      seen += 1;
      const fits = validator(schema);
      expect([path, fits(body), fits.errors]).toEqual([path, true, null]);
    }
    expect(seen).toBeGreaterThan(15);
  });
});
