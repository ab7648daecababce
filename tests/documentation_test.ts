/**
 * The documentation of what is public: each function says what it takes, what it gives and when it
 * refuses, and is in an example that runs.
 */
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import project from "../deno.json" with { type: "json" };

const ROOT = fromFileUrl(new URL("../", import.meta.url));

interface Tag {
  kind: string;
  name?: string;
  doc?: string;
  tsType?: { repr: string };
}

interface Parameter {
  kind: string;
  name?: string;
  left?: Parameter;
  arg?: Parameter;
}

interface Signature {
  params: Parameter[];
  returnType?: { repr: string };
}

interface Declaration {
  kind: string;
  location: { filename: string; line: number };
  jsDoc?: { tags?: Tag[] };
  def: Signature & {
    methods?: { name: string; kind: string; jsDoc?: { tags?: Tag[] }; functionDef: Signature }[];
  };
}

/** One public function or method. */
interface Documented {
  name: string;
  path: string;
  line: number;
  tags: Tag[];
  signature: Signature;
  isMethod: boolean;
}

/** The public functions and methods, each once, though several doors lead to it. */
async function publicFunctions(): Promise<Documented[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", ...Object.values(project.exports)],
    cwd: ROOT,
  }).output();
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout)) as {
    nodes: Record<string, { symbols: { name: string; declarations: Declaration[] }[] }>;
  };
  const found = new Map<string, Documented>();
  const add = (one: Documented) => found.set(`${one.path}:${one.line} ${one.name}`, one);
  for (const { symbols } of Object.values(nodes)) {
    for (const { name, declarations } of symbols) {
      for (const { kind, location, jsDoc, def } of declarations) {
        const place = { path: fromFileUrl(location.filename), line: location.line };
        if (kind === "function") {
          add({ name, ...place, tags: jsDoc?.tags ?? [], signature: def, isMethod: false });
        }
        for (const method of kind === "class" ? def.methods ?? [] : []) {
          if (method.kind !== "method") continue; // a getter's first line says what it is
          const tags = method.jsDoc?.tags ?? [], signature = method.functionDef;
          add({ name: `${name}.${method.name}`, ...place, tags, signature, isMethod: true });
        }
      }
    }
  }
  return [...found.values()];
}

/** The words of every example that runs: in doc comments that the tests run, and in notebooks. */
async function wordsOfExamples(): Promise<Set<string>> {
  const texts: string[] = [];
  const walk = async (folder: string) => {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory) await walk(`${folder}/${name}`);
      else if (name.endsWith(".ts")) {
        const text = await Deno.readTextFile(`${folder}/${name}`);
        texts.push(...[...text.matchAll(/```ts\n(.*?)```/gs)].map(([, example]) => example));
      }
    }
  };
  await walk(`${ROOT}lib`);
  for await (const { name } of Deno.readDir(`${ROOT}notebooks`)) {
    if (!name.endsWith(".ipynb")) continue;
    const { cells } = JSON.parse(await Deno.readTextFile(`${ROOT}notebooks/${name}`)) as {
      cells: { cell_type: string; source: string[] | string }[];
    };
    texts.push(
      ...cells.filter((cell) => cell.cell_type === "code").map(({ source }) =>
        [source].flat().join("")
      ),
    );
  }
  // A test of its own runs the README's program.
  const readme = await Deno.readTextFile(`${ROOT}README.md`);
  texts.push(...[...readme.matchAll(/```ts ignore\n(.*?)```/gs)].map(([, program]) => program));
  return new Set(texts.join("\n").match(/\w+/g));
}

/** Errors that a function throws in its own lines. */
function thrownBy(text: string, line: number): Set<string> {
  const rest = text.split("\n").slice(line);
  const end = rest.findIndex((one) => /^\}/.test(one));
  const body = rest.slice(0, end + 1).join("\n");
  return new Set([...body.matchAll(/throw new (\w+Error)\(/g)].map(([, name]) => name));
}

const functions = await publicFunctions();
const where = ({ path, line, name }: Documented) => `${path.slice(ROOT.length)}:${line} ${name}`;

Deno.test("every parameter of a public function is described, and what it returns", () => {
  const gaps = functions.flatMap((one) => {
    const described = new Map(
      one.tags.filter(({ kind }) => kind === "param").map(({ name, doc }) => [name, doc ?? ""]),
    );
    // An object that is taken apart at once goes by a name of the comment's own.
    const unnamed = one.signature.params.filter(({ kind }) => kind === "object").length;
    const names = one.signature.params.map((param) =>
      param.name ?? param.left?.name ??
        param.arg?.name
    ).filter((name) => name !== undefined);
    const missing = names.filter((name) => !/\w/.test(described.get(name) ?? ""));
    if (described.size < names.length - missing.length + unnamed) missing.push("{...}");
    const gives = one.signature.returnType?.repr ?? "";
    const isVoid = /^(void|)$|Promise/.test(gives) || one.isMethod;
    if (!isVoid && !one.tags.some(({ kind, doc }) => kind === "return" && doc)) {
      missing.push("@returns");
    }
    return missing.length > 0 ? [`${where(one)}: ${missing.join(", ")}`] : [];
  });
  assertEquals(gaps, []);
});

Deno.test("what a public function throws itself is documented", async () => {
  const gaps: string[] = [];
  for (const one of functions.filter(({ isMethod }) => !isMethod)) {
    const documented = one.tags.filter(({ kind }) => kind === "throws")
      .map(({ tsType }) => tsType?.repr);
    for (const name of thrownBy(await Deno.readTextFile(one.path), one.line)) {
      if (!documented.includes(name)) gaps.push(`${where(one)}: @throws {${name}}`);
    }
  }
  assertEquals(gaps, []);
});

Deno.test("every public function is in an example that runs", async () => {
  const words = await wordsOfExamples();
  const gaps = functions.filter(({ isMethod, name }) => !isMethod && !words.has(name));
  assertEquals(gaps.map(where), []);
});
