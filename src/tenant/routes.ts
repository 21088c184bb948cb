/** Every route of the service, but for the reads of entities. */
import { appRoleRoutes } from './routes/app-role-routes.ts';
import { auditRoutes } from './routes/audit-routes.ts';
import { catalogRoleRoutes } from './routes/catalog-role-routes.ts';
import { catalogRoutes } from './routes/catalog-routes.ts';
import { consentRoutes } from './routes/consent-routes.ts';
import { credentialRoutes } from './routes/credential-routes.ts';
import { customExtensionRoutes } from './routes/custom-extension-routes.ts';
import { deletionRoutes } from './routes/deletion-routes.ts';
import { deltaRoutes } from './routes/delta-routes.ts';
import { directoryRoutes } from './routes/directory-routes.ts';
import { assignmentRoutes } from './lifecycle/assignment-routes.ts';
import { clockRoutes } from './lifecycle/clock.ts';
import { requestorRoutes } from './lifecycle/requestor-routes.ts';
import { subjectRoutes } from './lifecycle/subject-routes.ts';
import { suggestionRoutes } from './lifecycle/suggestion-routes.ts';
import { licenseRoutes } from './routes/license-routes.ts';
import { invitationRoutes } from './routes/invitation-routes.ts';
import { membershipRoutes } from './routes/membership-routes.ts';
import { objectRoutes } from './routes/object-routes.ts';
import { organizationRoutes } from './routes/organization-routes.ts';
import { outerDoorRoutes } from './routes/outer-door-routes.ts';
import { packageRoutes } from './routes/package-routes.ts';
import { policyRoutes } from './routes/policy-routes.ts';
import { principalRoutes } from './routes/principal-routes.ts';
import { resourceRoutes } from './routes/resource-routes.ts';
import { roleRoutes } from './routes/role-routes.ts';
import { roleScheduleRoutes } from './routes/role-schedule-routes.ts';
import { siteRoutes } from './routes/site-routes.ts';
import { settingsRoutes } from './routes/settings-routes.ts';
import { tokenRoutes } from './routes/token-routes.ts';
import { unitRoutes } from './routes/unit-routes.ts';
import { uploadRoutes } from './routes/upload-routes.ts';
import { validationRoutes } from './routes/validation-routes.ts';
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
