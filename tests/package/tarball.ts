const BLOCK = 512;

/** A file of a tarball. */
export interface TarFile {
  /** Path with slashes, at most 100 bytes. */
  path: string;
  /** What it holds. */
  bytes: Uint8Array;
  /** Whether it may be run. */
  executable?: boolean;
}

/**
 * A gzipped tar file (POSIX ustar). The same files give the same bytes: no dates, no owners.
 *
 * @throws {RangeError} If a path has more than 100 bytes.
 * @see POSIX.1-2017, pax, "ustar Interchange Format"
 */
export async function tarball(files: readonly TarFile[]): Promise<Uint8Array> {
  const parts = files.flatMap((file) => {
    const padding = new Uint8Array((BLOCK - file.bytes.length % BLOCK) % BLOCK);
    return [header(file), file.bytes, padding];
  });
  const blob = new Blob([...parts, new Uint8Array(2 * BLOCK)] as BlobPart[]);
  const zipped = blob.stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(zipped).arrayBuffer());
}

function header({ path, bytes, executable }: TarFile): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const write = (text: string, offset: number) => {
    block.set(new TextEncoder().encode(text), offset);
  };
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0") + "\0";
  if (new TextEncoder().encode(path).length > 100) {
    throw new RangeError(`a path in a tarball has at most 100 bytes: ${path}`);
  }
  write(path, 0);
  write(octal(executable ? 0o755 : 0o644, 7), 100);
  write(octal(0, 7), 108); // owner
  write(octal(0, 7), 116); // group
  write(octal(bytes.length, 11), 124);
  write(octal(0, 11), 136); // time
  write("        ", 148); // the checksum counts itself as spaces
  write("0", 156); // a plain file
  write("ustar\x0000", 257);
  write(octal(block.reduce((sum, byte) => sum + byte, 0), 6) + " ", 148);
  return block;
}
