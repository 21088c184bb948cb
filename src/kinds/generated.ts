export interface Governance { readonly version: 1 }
