const hdf5 = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** HDF5, by its first eight bytes. */
export const isHdf5 = (bytes: Uint8Array): boolean => hdf5.every((byte, i) => bytes[i] === byte);

/** A zip archive, by its first bytes. A `.keras` file is one too. */
export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);

/** JSON of an object begins with a brace, behind white space or a byte order mark at most. */
export const looksLikeJson = (bytes: Uint8Array): boolean => /^\uFEFF?\s*\{/.test(new TextDecoder().decode(bytes.subarray(0, 256)));
