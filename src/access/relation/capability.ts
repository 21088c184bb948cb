/** What access is a relation to. */
export type AccessCapability =
  /** Request a package, on its terms. */
  | 'request'
  /** Get a package by rule, without a request. */
  | 'receive'
  /** Be assigned a package by an administrator, as one of those whom a policy has in its scope. */
  | 'assign'
  /** Keep, gain or lose roles by a package that one holds. */
  | 'hold'
  /** Request a package for other people. */
  | 'requestFor'
  /** Approve the requests for a package, or of an organization's people as its sponsor. */
  | 'approve'
  /** Review who keeps a package. */
  | 'review'
  /** Hold a role on a catalog. */
  | 'administer';
