/** The mark: three threads that swap places, layer by layer. */
export const Logo = () => (
  <svg viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="var(--accent)" strokeWidth="2" strokeLinecap="round" aria-hidden="true">
    <path d="M3 6c6 0 6 4 9 4s3-4 9-4M3 12c6 0 6 4 9 4s3-4 9-4M3 18c6 0 6 3 9 3s3-3 9-3" />
  </svg>
);
