/** Roles of the directory, by name, with the ids of their templates: those that bear on what this service serves, and some more. */
import type { Entity, Json } from '../json.ts';
import { textsOf } from '../json.ts';

const TEMPLATES = {
  'Application Administrator': '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
  'Application Developer': 'cf1c38e5-3621-4004-a7cb-879624dced7c',
  'Attribute Assignment Administrator': '58a13ea3-c632-46ae-9ee0-9c0d43cd7f3d',
  'Attribute Definition Administrator': '8424c6f0-a189-499e-bbd0-26c1753c96d4',
  'Authentication Administrator': 'c4e39bd9-1100-46d3-8c65-fb160da0071f',
  'Authentication Policy Administrator': '0526716b-113d-4c15-b2c8-68e3c22b9f80',
  'Billing Administrator': 'b0f54661-2d74-4c50-afa3-1ec803f12efe',
  'Cloud Application Administrator': '158c047a-c907-4556-b7ef-446551a6b5f7',
  'Cloud Device Administrator': '7698a772-787b-4ac8-901f-60d6b08affd2',
  'Compliance Administrator': '17315797-102d-40b4-93e0-432062caca18',
  'Compliance Data Administrator': 'e6d1a23a-da11-4be4-9570-befc86d067a7',
  'Conditional Access Administrator': 'b1be1c3e-b65d-4f19-8427-f6fa0d97feb9',
  'Customer LockBox Access Approver': '5c4f9dcd-47dc-4cf7-8c9a-9e4207cbfc91',
  'Directory Readers': '88d8e3e3-8f55-4a1e-953a-9b9898b8876b',
  'Directory Writers': '9360feb5-f418-4baa-8175-e2a00bac4301',
  'Domain Name Administrator': '8329153b-31d0-4727-b945-745eb3bc5f31',
  'Exchange Administrator': '29232cdf-9323-42fd-ade2-1d097af3e4de',
  'External Identity Provider Administrator': 'be2f45a1-457d-42af-a067-6ec1fa63bc45',
  'Global Administrator': '62e90394-69f5-4237-9190-012177145e10',
  'Global Reader': 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
  'Groups Administrator': 'fdd7a751-b60b-444a-984c-02652fe8fa1c',
  'Guest Inviter': '95e79109-95c0-4d8e-aee3-d01accf2d47b',
  'Helpdesk Administrator': '729827e3-9c14-49f7-bb1b-9608f156bbb8',
  'Hybrid Identity Administrator': '8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2',
  'Identity Governance Administrator': '45d8d3c5-c802-45c6-b32a-1d70b5e1e86e',
  'Intune Administrator': '3a2c62db-5318-420d-8d74-23affee5d9d5',
  'License Administrator': '4d6ac14f-3453-41d0-bef9-a3e0c569773a',
  'Lifecycle Workflows Administrator': '59d46f88-662b-457b-bceb-5c3809e5908f',
  'Message Center Reader': '790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b',
  'Microsoft Entra Joined Device Local Administrator': '9f06204d-73c1-4d4c-880a-6edb90606fd8',
  'Password Administrator': '966707d0-3269-4727-9be2-8c3a10f19b9d',
  'Privileged Authentication Administrator': '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
  'Privileged Role Administrator': 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  'Reports Reader': '4a5d8f65-41da-4de4-8968-e035b65339cf',
  'Security Administrator': '194ae4cb-b126-40b2-bd5b-6091b380977d',
  'Security Operator': '5f2222b1-57c3-48ba-8ad5-d4759f1fde6f',
  'Security Reader': '5d6b6bb7-de71-4623-b4af-96380a352509',
  'Service Support Administrator': 'f023fd81-a637-4b56-95fd-791ac0226033',
  'SharePoint Administrator': 'f28a1f50-f6e7-4571-818b-6a12f2af6b6c',
  'Teams Administrator': '69091246-20e8-4a56-aa4d-066075b2a7a8',
  'Usage Summary Reports Reader': '75934031-6c7e-415a-99d7-48dbd49e875e',
  'User Administrator': 'fe930be7-5e62-47db-91af-98c3a49a38b1',
} as const;

export type DirectoryRole = keyof typeof TEMPLATES;

const NAMES = Object.keys(TEMPLATES) as DirectoryRole[];
export const DIRECTORY_ROLES: readonly DirectoryRole[] = NAMES;

export const templateOf = (role: DirectoryRole): string => TEMPLATES[role];

/** A role by its name in any case, or by the id of its template; undefined for one that this service does not know. */
export function directoryRole(text: string): DirectoryRole | undefined {
  const wanted = text.trim().toLowerCase();
  return NAMES.find((name) => name.toLowerCase() === wanted || TEMPLATES[name] === wanted);
}

/** The roles in a list of names or templates; others are left out. */
export function directoryRolesIn(list: Json | undefined): DirectoryRole[] {
  return textsOf(list)
    .map(directoryRole)
    .filter((role) => role !== undefined);
}

const SUPPORT = [
  'microsoft.azure.serviceHealth/allEntities/allTasks',
  'microsoft.azure.supportTickets/allEntities/allTasks',
  'microsoft.office365.serviceHealth/allEntities/allTasks',
  'microsoft.office365.supportTickets/allEntities/allTasks',
  'microsoft.office365.webPortal/allEntities/standard/read',
];
const onGroups = (...names: readonly string[]) => names.map((name) => `microsoft.directory/groups/${name}`);

/** Actions of the roles whose definitions the documentation shows; those of others are not known here. */
const ACTIONS: Partial<Readonly<Record<DirectoryRole, readonly string[]>>> = {
  'Billing Administrator': [
    'microsoft.directory/organization/basic/update',
    'microsoft.commerce.billing/allEntities/allTasks',
    ...SUPPORT,
  ],
  'Groups Administrator': [
    ...onGroups('assignLicense', 'create', 'delete', 'hiddenMembers/read', 'reprocessLicenseAssignment'),
    ...onGroups('restore', 'basic/update', 'classification/update', 'dynamicMembershipRule/update'),
    ...onGroups('groupType/update', 'members/update', 'owners/update', 'settings/update'),
    ...onGroups('visibility/update'),
    ...SUPPORT,
  ],
  'Helpdesk Administrator': [
    'microsoft.directory/users/invalidateAllRefreshTokens',
    'microsoft.directory/users/bitLockerRecoveryKeys/read',
    'microsoft.directory/users/password/update',
    ...SUPPORT,
  ],
  'Service Support Administrator': SUPPORT,
};

function permissionsOf(role: DirectoryRole): Entity[] {
  const allowedResourceActions = ACTIONS[role];
  return allowedResourceActions === undefined
    ? []
    : [{ allowedResourceActions, excludedResourceActions: [], condition: null }];
}

/** The definitions of all roles, as Graph's role management answers them. */
export const DIRECTORY_ROLE_DEFINITIONS: readonly Entity[] = NAMES.map((displayName) => ({
  id: TEMPLATES[displayName],
  displayName,
  description: displayName,
  isBuiltIn: true,
  isEnabled: true,
  templateId: TEMPLATES[displayName],
  version: '1',
  rolePermissions: permissionsOf(displayName),
}));
