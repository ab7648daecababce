/** Runs Python with NumPy for the tests that check what other programs make of our files. */

/** The first Python that has NumPy: the system's (Debian's python3-numpy), else the user's. */
function findPython(): string | undefined {
  return ["/usr/bin/python3", "python3"].find((path) => {
    try {
      return new Deno.Command(path, { args: ["-c", "import numpy"] }).outputSync().success;
    } catch {
      return false; // no Python at all
    }
  });
}

const PYTHON = findPython();

/** Whether Python with NumPy is absent; says so once per test. */
export function lacksNumpy(): boolean {
  if (PYTHON) return false;
  console.warn("skipped: python3 with numpy is absent (apt-get install python3-numpy)");
  return true;
}

/** What a Python program prints; throws what it says when it fails. */
export async function python(program: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(PYTHON!, {
    args: ["-c", program, ...args],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
