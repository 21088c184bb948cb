/** Passwords and certificates of applications and service principals, their publishers, and properties with which applications extend the directory. */
import { createHash } from 'node:crypto';
import { rowByKey } from '../directory/alternate-keys.ts';
import type { Answer, Call, Route } from '../context.ts';
import type { Entity } from '../json.ts';
import { entitiesOf, entityOf, textOf } from '../json.ts';
import { missingObject } from '../read/directory-kinds.ts';
import { KINDS } from '../read/kinds.ts';
import { page, plain } from '../read/render.ts';
import { checkedBody } from '../wire/request-body.ts';
import { created, NO_CONTENT, ok, param } from '../route.ts';
import { ServiceError } from '../wire/service-error.ts';
import { addDuration } from '../lifecycle/time.ts';

type Table = 'applications' | 'servicePrincipals';

function rowOf(call: Call, table: Table): Entity {
  const row = rowByKey(call.store, table, param(call, 'id'));
  if (row === undefined) throw missingObject(param(call, 'id'));
  return row;
}

/** The secret is told once, here; it opens nothing. */
function addPassword(call: Call, table: Table): Answer {
  const row = rowOf(call, table);
  const given = entityOf(checkedBody(call)['passwordCredential']);
  const secretText = `test-${call.newId()}`;
  const credential: Entity = {
    customKeyIdentifier: null,
    displayName: given['displayName'] ?? null,
    startDateTime: given['startDateTime'] ?? call.now,
    endDateTime: given['endDateTime'] ?? addDuration(call.now, 'P730D'),
    hint: secretText.slice(0, 3),
    keyId: call.newId(),
  };
  const known = entitiesOf(row['passwordCredentials']);
  const passwordCredentials = [...known, { ...credential, secretText: null }];
  call.store.put(table, textOf(row['id']), { ...row, passwordCredentials });
  return ok({
    '@odata.context': `${call.url.origin}/v1.0/$metadata#microsoft.graph.passwordCredential`,
    ...credential,
    secretText,
  });
}

/** Takes away the `password` or the `key` that a body names. */
function removeCredential(call: Call, table: Table, sort: 'password' | 'key'): Answer {
  const row = rowOf(call, table);
  const member = `${sort}Credentials`;
  const keyId = textOf(checkedBody(call)['keyId']).toLowerCase();
  const known = entitiesOf(row[member]);
  const left = known.filter((each) => textOf(each['keyId']).toLowerCase() !== keyId);
  if (left.length === known.length)
    throw new ServiceError(400, 'Request_BadRequest', `No ${sort} credential found with keyId '${keyId}'.`);
  call.store.put(table, textOf(row['id']), { ...row, [member]: left });
  return NO_CONTENT;
}

/**
 * A certificate. The proof is a token that a known certificate has signed: here it only has to be there, since no private
 * key of this tenant's applications exists. Its key is not told again, as in Graph.
 */
function addKey(call: Call, table: Table): Answer {
  const row = rowOf(call, table);
  const body = checkedBody(call);
  const given = entityOf(body['keyCredential']);
  if (
    given['type'] === 'X509CertAndPassword' &&
    textOf(entityOf(body['passwordCredential'])['secretText']) === ''
  )
    throw new ServiceError(
      400,
      'Request_BadRequest',
      'passwordCredential/secretText: a key of type X509CertAndPassword needs its password.',
    );
  const credential: Entity = {
    customKeyIdentifier: given['customKeyIdentifier'] ?? null,
    displayName: given['displayName'] ?? null,
    startDateTime: given['startDateTime'] ?? call.now,
    endDateTime: given['endDateTime'] ?? addDuration(call.now, 'P365D'),
    keyId: call.newId(),
    type: given['type'],
    usage: given['usage'],
    key: null,
  };
  const keyCredentials = [...entitiesOf(row['keyCredentials']), credential];
  call.store.put(table, textOf(row['id']), { ...row, keyCredentials });
  return ok({
    '@odata.context': `${call.url.origin}/v1.0/$metadata#microsoft.graph.keyCredential`,
    ...credential,
  });
}

/**
 * A certificate to sign tokens with: its public half, its private half and the password of that, under one identifier. It is
 * none that anything could be signed with: what stands for its key is a digest of its id.
 */
function addSigningCertificate(call: Call): Answer {
  const row = rowOf(call, 'servicePrincipals');
  const { displayName, endDateTime } = checkedBody(call);
  if (!textOf(displayName).startsWith('CN='))
    throw new ServiceError(400, 'Request_BadRequest', 'displayName must begin with CN=.');
  const latest = addDuration(call.now, 'P3Y');
  const end = endDateTime === undefined || endDateTime === null ? latest : textOf(endDateTime);
  if (Date.parse(end) > Date.parse(latest) || Date.parse(end) <= Date.parse(call.now))
    throw new ServiceError(400, 'Request_BadRequest', 'endDateTime must be within three years from now.');
  const [publicId, privateId] = [call.newId(), call.newId()];
  const digest = createHash('sha1').update(publicId).digest();
  const common: Entity = {
    customKeyIdentifier: digest.toString('base64'),
    displayName,
    startDateTime: call.now,
    endDateTime: end,
  };
  const certificate = (keyId: string, type: string, usage: string): Entity => {
    return { ...common, keyId, type, usage, key: null };
  };
  call.store.put('servicePrincipals', textOf(row['id']), {
    ...row,
    keyCredentials: [
      ...entitiesOf(row['keyCredentials']),
      certificate(privateId, 'X509CertAndPassword', 'Sign'),
      certificate(publicId, 'AsymmetricX509Cert', 'Verify'),
    ],
    passwordCredentials: [
      ...entitiesOf(row['passwordCredentials']),
      { ...common, keyId: privateId, hint: null, secretText: null },
    ],
  });
  return ok({
    '@odata.context': `${call.url.origin}/v1.0/$metadata#microsoft.graph.selfSignedCertificate`,
    ...certificate(publicId, 'AsymmetricX509Cert', 'Verify'),
    key: digest.toString('base64'),
    thumbprint: digest.toString('hex').toUpperCase(),
  });
}

/** Who publishes an application; whether the partner's account exists is not checked. */
function setPublisher(call: Call, verifiedPublisher: Entity): Answer {
  const row = rowOf(call, 'applications');
  call.store.put('applications', textOf(row['id']), { ...row, verifiedPublisher });
  return NO_CONTENT;
}

const NO_PUBLISHER: Entity = { displayName: null, verifiedPublisherId: null, addedDateTime: null };

function verifiedPublisher(call: Call): Entity {
  const { verifiedPublisherId } = checkedBody(call);
  const displayName = call.store.get('meta', 'tenant')?.['displayName'] ?? null;
  return { displayName, verifiedPublisherId, addedDateTime: call.now };
}

/** Its name says which application it is of. */
function addExtensionProperty(call: Call): Answer {
  const row = rowOf(call, 'applications');
  const body = checkedBody(call);
  const name = `extension_${textOf(row['appId']).replaceAll('-', '')}_${textOf(body['name'])}`;
  const known = entitiesOf(row['extensionProperties']);
  if (known.some((each) => each['name'] === name))
    throw new ServiceError(400, 'Request_BadRequest', `An extension property exists with the name ${name}.`);
  const property: Entity = {
    ...body,
    name,
    id: call.newId(),
    appDisplayName: row['displayName'],
    isMultiValued: body['isMultiValued'] ?? false,
    isSyncedFromOnPremises: false,
  };
  call.store.put('applications', textOf(row['id']), { ...row, extensionProperties: [...known, property] });
  return created(plain(call, KINDS.extensionProperty, property));
}

function removeExtensionProperty(call: Call): Answer {
  const row = rowOf(call, 'applications');
  const known = entitiesOf(row['extensionProperties']);
  const extensionProperties = known.filter(({ id }) => textOf(id) !== param(call, 'property'));
  if (extensionProperties.length === known.length) throw missingObject(param(call, 'property'));
  call.store.put('applications', textOf(row['id']), { ...row, extensionProperties });
  return NO_CONTENT;
}

/** The properties that applications of this tenant have registered. */
function availableProperties(call: Call): Answer {
  const { isSyncedFromOnPremises } = checkedBody(call);
  const all = call.store.all('applications').flatMap((row) => entitiesOf(row['extensionProperties']));
  const rows = isSyncedFromOnPremises === true ? [] : all;
  return page(call, KINDS.extensionProperty, rows);
}

const secretRoutes = (table: Table): Route[] => [
  {
    method: 'POST',
    pattern: `/${table}/{id}/addKey`,
    takes: { type: 'addKey', purpose: 'create' },
    handle: (call) => addKey(call, table),
  },
  {
    method: 'POST',
    pattern: `/${table}/{id}/removeKey`,
    takes: { type: 'removeKey', purpose: 'create' },
    handle: (call) => removeCredential(call, table, 'key'),
  },
  {
    method: 'POST',
    pattern: `/${table}/{id}/addPassword`,
    takes: { type: 'addPassword', purpose: 'create' },
    handle: (call) => addPassword(call, table),
  },
  {
    method: 'POST',
    pattern: `/${table}/{id}/removePassword`,
    takes: { type: 'removePassword', purpose: 'create' },
    handle: (call) => removeCredential(call, table, 'password'),
  },
];

export const credentialRoutes: readonly Route[] = [
  ...secretRoutes('applications'),
  ...secretRoutes('servicePrincipals'),
  {
    method: 'POST',
    pattern: '/servicePrincipals/{id}/addTokenSigningCertificate',
    takes: { type: 'addTokenSigningCertificate', purpose: 'create' },
    handle: addSigningCertificate,
  },
  {
    method: 'POST',
    pattern: '/applications/{id}/setVerifiedPublisher',
    takes: { type: 'setVerifiedPublisher', purpose: 'create' },
    handle: (call) => setPublisher(call, verifiedPublisher(call)),
  },
  {
    method: 'POST',
    pattern: '/applications/{id}/unsetVerifiedPublisher',
    handle: (call) => setPublisher(call, NO_PUBLISHER),
  },
  {
    method: 'POST',
    pattern: '/applications/{id}/extensionProperties',
    takes: { type: 'extensionProperty', purpose: 'create' },
    answers: 'extensionProperty',
    handle: addExtensionProperty,
  },
  {
    method: 'DELETE',
    pattern: '/applications/{id}/extensionProperties/{property}',
    handle: removeExtensionProperty,
  },
  {
    method: 'POST',
    pattern: '/directoryObjects/getAvailableExtensionProperties',
    takes: { type: 'getAvailableExtensionProperties', purpose: 'create' },
    answers: ['extensionProperty'],
    handle: availableProperties,
  },
];
