/** Microsoft Graph, GitHub and the embedded tenant. */
import type { CodeEntry } from './entry.ts';

export const SERVICES = {
  GRAPH_ANSWER: {
    title: 'The answer is not one of Microsoft Graph',
    meaning: 'A proxy, a sign-in page or another service answered.',
    remedy: 'Check ENTENTE_GRAPH_URL and proxies, then run the command again.',
  },
  GRAPH_CREDENTIALS: {
    title: 'There are no credentials for Microsoft Graph',
    meaning: 'No source of credentials is complete, one is set and empty, or the sign-in failed.',
    remedy: 'Set what the message names; `entente doctor` shows each source.',
  },
  GRAPH_ENDPOINT: {
    title: 'The address of Graph is malformed',
    meaning: 'ENTENTE_GRAPH_URL is not a web address, holds a password, or cannot be used with the tenant.',
    remedy: 'Correct it as the message shows.',
  },
  GRAPH_TENANT: {
    title: 'The token is for another tenant',
    meaning: 'The signed-in tenant is not the one of the configuration.',
    remedy: 'Sign in to the right tenant, or correct tenant.id.',
  },
  REFRESH_INCOMPLETE: {
    title: 'The tenant could not be read completely',
    meaning:
      'A list was refused or broke off. A plan on half of the tenant would delete what it does not see.',
    remedy: 'Follow the message (permission, throttling, network), then run the command again.',
  },
  GITHUB_FORBIDDEN: {
    title: 'GitHub forbids the request',
    meaning: 'The token lacks a permission.',
    remedy: 'Give the job the permission that the message names.',
  },
  GITHUB_NOT_FOUND: {
    title: 'GitHub does not find it',
    meaning: 'It is not there, or the token may not see it.',
    remedy: 'Check repository and number, and that issues are turned on.',
  },
  GITHUB_RATE_LIMIT: {
    title: "GitHub's rate limit is reached",
    meaning: 'Too many requests were sent with this token.',
    remedy: 'Wait as the message says, or use another token.',
  },
  GITHUB_REFUSED: {
    title: 'GitHub refuses the request as malformed',
    meaning: "This is a defect of Entente or a change of GitHub's interface.",
    remedy: 'Report it with what GitHub said.',
  },
  GITHUB_UNAUTHORIZED: {
    title: 'GitHub does not accept the token',
    meaning: 'It is missing, expired or revoked.',
    remedy: 'Give the job a valid token.',
  },
  GITHUB_UNREACHABLE: {
    title: 'GitHub did not answer as it should',
    meaning: 'The network or GitHub failed.',
    remedy: 'Run again later.',
  },
  GITHUB_UNREVIEWED: {
    title: 'The commit has no approved plan',
    meaning: 'No pull request with a valid approval and a recorded plan belongs to it.',
    remedy: 'Review and merge a pull request with a plan; docs/github.md says what counts.',
  },
  ACTION_INPUT: {
    title: 'An input of the action is invalid',
    meaning: 'The value is not one that the input takes.',
    remedy: 'Use one of those that the message lists.',
  },
  TENANT_AMBIGUOUS: {
    title: 'Several objects of the tenant are meant',
    meaning: 'The name or the beginning of an id fits more than one.',
    remedy: 'Name it by its full id.',
  },
  TENANT_ANSWER: {
    title: 'The answer fits no question',
    meaning: 'The policy has no question with this number or text.',
    remedy: 'Write QUESTION=VALUE as the message lists.',
  },
  TENANT_DAMAGED: {
    title: 'The data of the embedded tenant is damaged',
    meaning: 'A line of its log cannot be read.',
    remedy: 'Begin anew with `entente tenant reset`.',
  },
  TENANT_FAULT: {
    title: 'The fault to simulate is unknown',
    meaning: '`--fault` takes a kind and a rate.',
    remedy: 'Write KIND:RATE, such as `429:0.05`.',
  },
  TENANT_FOLDER: {
    title: 'The folder of the embedded tenant cannot be used',
    meaning: 'The file system refuses to make, read or write it, as the message says.',
    remedy: 'Name a folder that you can write to in tenant.embedded or `--data`.',
  },
  TENANT_FOREIGN: {
    title: 'The folder is not one of an embedded tenant',
    meaning: 'It holds other files, so nothing was removed.',
    remedy: 'Check tenant.embedded or `--data`; remove the rest by hand.',
  },
  TENANT_FUTURE: {
    title: 'The members of a later Graph cannot be read',
    meaning:
      '`--future-members` takes a JSON file that lists names of members by the type that they belong to.',
    remedy: 'Write `{"accessPackageAssignmentPolicy": ["laterMember"]}`.',
  },
  TENANT_IN_USE: {
    title: 'Another process uses the embedded tenant',
    meaning: 'Two processes on one folder would damage it.',
    remedy: 'Wait, or set ENTENTE_GRAPH_URL to the process that serves it.',
  },
  TENANT_POLICY: {
    title: 'The policy has to be chosen',
    meaning: 'The package has no policy, or several that fit.',
    remedy: 'Declare one, or choose with `--policy`.',
  },
  TENANT_PORT: {
    title: 'The port cannot be used',
    meaning: 'Another process listens there, or the port is not allowed.',
    remedy: 'Choose another, or 0 for any.',
  },
  TENANT_REAL: {
    title: 'The command is for an embedded tenant',
    meaning: 'In a real tenant people request and approve in My Access.',
    remedy: 'Use a configuration with tenant.embedded.',
  },
  TENANT_REFUSED: {
    title: 'The tenant refuses',
    meaning: 'The request breaks its rules, as the message says.',
    remedy: 'Follow the message; `entente tenant requests` and `assignments` show how things stand.',
  },
  TENANT_REVIEW: {
    title: 'The decision of the review is missing',
    meaning: 'A review either keeps or removes.',
    remedy: 'Say `--keep` or `--remove`.',
  },
  TENANT_THROTTLE: {
    title: 'The profile of throttling cannot be read',
    meaning:
      '`--throttle` takes a profile: a capacity, what comes back a second, and the longest wait in seconds.',
    remedy: 'Write `reported`, or such as `capacity=6,refill=1,penalty=315`.',
  },
  TENANT_UNKNOWN: {
    title: 'The tenant does not have it',
    meaning: 'No request, assignment or person fits.',
    remedy: 'Name one of those that are listed.',
  },
  TENANT_UNREACHABLE: {
    title: 'The tenant did not answer',
    meaning: 'Nothing listens at the address.',
    remedy: 'Check ENTENTE_GRAPH_URL, and that `entente tenant serve` runs.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
