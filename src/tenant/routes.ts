/** Every route of the service, but for the reads of entities. */
import { appRoleRoutes } from './app-role-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { catalogRoleRoutes } from './catalog-role-routes.ts';
import { catalogRoutes } from './catalog-routes.ts';
import { consentRoutes } from './consent-routes.ts';
import { credentialRoutes } from './credential-routes.ts';
import { customExtensionRoutes } from './custom-extension-routes.ts';
import { deletionRoutes } from './deletion-routes.ts';
import { deltaRoutes } from './delta-routes.ts';
import { directoryRoutes } from './directory-routes.ts';
import { assignmentRoutes } from './lifecycle/assignment-routes.ts';
import { clockRoutes } from './lifecycle/clock.ts';
import { requestorRoutes } from './lifecycle/requestor-routes.ts';
import { subjectRoutes } from './lifecycle/subject-routes.ts';
import { suggestionRoutes } from './lifecycle/suggestion-routes.ts';
import { licenseRoutes } from './license-routes.ts';
import { invitationRoutes } from './invitation-routes.ts';
import { membershipRoutes } from './membership-routes.ts';
import { objectRoutes } from './object-routes.ts';
import { organizationRoutes } from './organization-routes.ts';
import { outerDoorRoutes } from './outer-door-routes.ts';
import { packageRoutes } from './package-routes.ts';
import { policyRoutes } from './policy-routes.ts';
import { principalRoutes } from './principal-routes.ts';
import { resourceRoutes } from './resource-routes.ts';
import { roleRoutes } from './role-routes.ts';
import { roleScheduleRoutes } from './role-schedule-routes.ts';
import { siteRoutes } from './site-routes.ts';
import { settingsRoutes } from './settings-routes.ts';
import { tokenRoutes } from './token-routes.ts';
import { unitRoutes } from './unit-routes.ts';
import { uploadRoutes } from './upload-routes.ts';
import { validationRoutes } from './validation-routes.ts';
import type { Route } from './context.ts';

export const ROUTES: readonly Route[] = [
  ...deltaRoutes,
  ...directoryRoutes,
  ...deletionRoutes,
  ...principalRoutes,
  ...membershipRoutes,
  ...unitRoutes,
  ...objectRoutes,
  ...validationRoutes,
  ...invitationRoutes,
  ...roleRoutes,
  ...roleScheduleRoutes,
  ...appRoleRoutes,
  ...consentRoutes,
  ...credentialRoutes,
  ...organizationRoutes,
  ...settingsRoutes,
  ...siteRoutes,
  ...licenseRoutes,
  ...outerDoorRoutes,
  ...catalogRoutes,
  ...customExtensionRoutes,
  ...resourceRoutes,
  ...uploadRoutes,
  ...catalogRoleRoutes,
  ...requestorRoutes,
  ...suggestionRoutes,
  ...packageRoutes,
  ...policyRoutes,
  ...auditRoutes,
  ...assignmentRoutes,
  ...clockRoutes,
  ...subjectRoutes,
  ...tokenRoutes,
];
