/** Files of a data set by their path; a folder where the content is null, JSON where it is an object. */
export type Tree = Record<string, string | Uint8Array | object | null>;

/** Two lines of a pitch track that no other call with another number gives. */
export function track(hz: number): string {
  return `0.00 ${hz}\n0.01 ${hz + 1}\n`;
}

/** Writes the files below a folder; objects as JSON. */
export async function writeTree(root: string, tree: Tree): Promise<void> {
  for (const [path, content] of Object.entries(tree)) {
    const full = `${root}/${path}`;
    await Deno.mkdir(content === null ? full : full.slice(0, full.lastIndexOf("/")), {
      recursive: true,
    });
    if (content === null) continue;
    if (content instanceof Uint8Array) await Deno.writeFile(full, content);
    else {
      const text = typeof content === "string" ? content : JSON.stringify(content);
      await Deno.writeTextFile(full, text);
    }
  }
}

/** Runs a test on a data set of these files, which is removed afterwards. */
export async function withTree(tree: Tree, test: (root: string) => Promise<void>): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "raagkit-data-" });
  try {
    await writeTree(root, tree);
    await test(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}
