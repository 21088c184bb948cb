/** What the tenant of the bench of causes holds. */
export const DIRECTORY = `tenant: { displayName: Contoso, domains: [contoso.com] }
users:
  - { userPrincipalName: carol@contoso.com, displayName: Carol }
  - { userPrincipalName: alice@contoso.com, displayName: Alice, manager: carol@contoso.com }
  - { userPrincipalName: dave@contoso.com, displayName: Dave, manager: carol@contoso.com }
  - { userPrincipalName: erin@contoso.com, displayName: Erin, manager: carol@contoso.com }
  - { id: 5b1c6d0e-37a4-4c55-9d5b-0f6c2f3a1e90, userPrincipalName: frank@contoso.com, displayName: Frank }
  - { mail: bob@fabrikam.com, displayName: Bob, userType: Guest, externalUserState: Accepted }
  - { mail: wendy@woodgrove.example, displayName: Wendy, userType: Guest, externalUserState: Accepted }
groups:
  - { displayName: Engineers, members: [alice@contoso.com] }
  - { displayName: Desk, members: [alice@contoso.com, carol@contoso.com] }
  - { displayName: Audit, members: [dave@contoso.com] }
  - { displayName: Library, members: [] }
organizations:
  - { displayName: Fabrikam Inc., domains: [fabrikam.com, dev.fabrikam.com] }
`;
