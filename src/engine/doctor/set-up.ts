/** How the application that Entente signs in with is registered, with the permissions that the configuration needs. */
import type { PermissionNeed } from '../../graph/permissions.ts';
import { outerDoorNeed, readNeeds, writeNeeds } from '../../graph/permissions.ts';
import { GRAPH_APPLICATION } from '../../graph/token-fault.ts';
import type { Host } from '../host.ts';
import type { ProjectOptions } from '../project.ts';
import { openProject } from '../project.ts';
import { permissionScopeOf } from './doctor.ts';

/** One way to do it. */
export interface SetUp {
  readonly way: 'az' | 'powershell' | 'portal';
  readonly title: string;
  readonly lines: readonly string[];
}

/** For people (delegated permissions, public client) the same three ways; what pipelines need else is said by each. */
export async function setUp(options: ProjectOptions, host: Host): Promise<readonly SetUp[]> {
  const { document } = (await openProject(options, host)).configuration;
  const scope = permissionScopeOf(document);
  const permissions = leastOf([...readNeeds(scope), outerDoorNeed, ...writeNeeds(scope)]);
  return [azure(permissions), powershell(permissions), portal(permissions)];
}

/** One permission for each need: where another need takes a wider one that serves too, that one. */
function leastOf(needs: readonly PermissionNeed[]): readonly string[] {
  const demanded = new Set(needs.filter(({ anyOf }) => anyOf.length === 1).flatMap(({ anyOf }) => anyOf));
  const chosen = needs.map(({ anyOf }) => anyOf.find((each) => demanded.has(each)) ?? anyOf[0] ?? '');
  return [...new Set(chosen)];
}

function azure(permissions: readonly string[]): SetUp {
  return {
    way: 'az',
    title: 'Azure CLI (bash): an application for people; a Privileged Role Administrator consents at the end',
    lines: [
      `graph=${GRAPH_APPLICATION}`,
      'app=$(az ad app create --display-name entente --sign-in-audience AzureADMyOrg \\',
      '  --is-fallback-public-client true --public-client-redirect-uris http://localhost --query appId -o tsv)',
      'az ad sp create --id "$app"',
      `for name in ${permissions.join(' ')}; do`,
      `  id=$(az ad sp show --id $graph --query "oauth2PermissionScopes[?value=='$name'].id" -o tsv)`,
      '  az ad app permission add --id "$app" --api $graph --api-permissions "$id=Scope"',
      'done',
      'az ad app permission admin-consent --id "$app"',
      'echo "ENTENTE_CLIENT_ID=$app"',
      '# For a pipeline: "appRoles[?value==\'$name\'].id" and "$id=Role" instead, no redirect address, and a federated credential',
    ],
  };
}

function powershell(permissions: readonly string[]): SetUp {
  return {
    way: 'powershell',
    title: 'Microsoft Graph PowerShell: the same',
    lines: [
      'Connect-MgGraph -Scopes Application.ReadWrite.All, DelegatedPermissionGrant.ReadWrite.All',
      `$names = ${permissions.map((name) => `'${name}'`).join(', ')}`,
      `$graph = Get-MgServicePrincipal -Filter "appId eq '${GRAPH_APPLICATION}'"`,
      "$access = @($graph.Oauth2PermissionScopes | Where-Object Value -in $names | ForEach-Object { @{ Id = $_.Id; Type = 'Scope' } })",
      "$app = New-MgApplication -DisplayName entente -SignInAudience AzureADMyOrg -IsFallbackPublicClient -PublicClient @{ RedirectUris = @('http://localhost') } -RequiredResourceAccess @(@{ ResourceAppId = $graph.AppId; ResourceAccess = $access })",
      '$principal = New-MgServicePrincipal -AppId $app.AppId',
      "New-MgOauth2PermissionGrant -ClientId $principal.Id -ConsentType AllPrincipals -ResourceId $graph.Id -Scope ($names -join ' ')",
      '"ENTENTE_CLIENT_ID=$($app.AppId)"',
    ],
  };
}

function portal(permissions: readonly string[]): SetUp {
  return {
    way: 'portal',
    title: 'The portal (https://entra.microsoft.com)',
    lines: [
      '1. App registrations > New registration: name entente, this organizational directory only,',
      '   redirect address http://localhost of the platform "Public client/native (mobile & desktop)"',
      '2. Authentication > Allow public client flows: Yes (for device codes)',
      '3. API permissions > Add a permission > Microsoft Graph > Delegated permissions (a pipeline: Application permissions):',
      ...permissions.map((name) => `   - ${name}`),
      '4. API permissions > Grant admin consent',
      '5. Overview: the Application (client) ID is ENTENTE_CLIENT_ID',
      'People also need a directory role such as Identity Governance Administrator, or roles in catalogs.',
    ],
  };
}
