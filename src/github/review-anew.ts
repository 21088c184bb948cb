/** How to go on when a merged plan may not be applied any more. */
export const REVIEW_ANEW =
  'Nothing was done. Open a pull request (a changed comment in the configuration is enough): its plan says what would be done now. Have it approved, and merge it';
