/** The site as documented, and as a host serves it that sets no headers. Unusual ports, so that a developer's own server may go on. */
export const isolatedPort = 4317;
export const plainPort = 4318;
