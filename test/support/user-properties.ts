/** Properties of users that tests look at: Graph answers most of them only to those who ask. */
export const USER_PROPERTIES = [
  ...['id', 'displayName', 'mail', 'userPrincipalName', 'userType', 'accountEnabled', 'externalUserState'],
  ...['createdDateTime', 'signInActivity', 'department', 'jobTitle', 'companyName', 'employeeType'],
  ...['employeeId', 'officeLocation', 'city', 'state', 'country', 'usageLocation'],
].join(',');
