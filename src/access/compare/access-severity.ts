/** How much a reviewer must care; `critical` is what must be impossible to overlook. */
export type AccessSeverity = 'critical' | 'high' | 'medium' | 'low';
