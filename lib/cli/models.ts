import { UsageError } from "../errors.ts";
import { atomicWrite } from "../files/mod.ts";
import { type DiscreteHmm, modelDistance } from "../hmm/mod.ts";
import type { RaagModel } from "../families/mod.ts";
import { raagByName, type RaagGrammar, raagLabel, textbookFacts } from "../raags/mod.ts";
import { modelCard, ModelPersistence, toHmmlearnJson, toHmmlearnNpz } from "../persistence/mod.ts";
import { type Command, Option } from "commander";
import { makeCommand, runCommand } from "./command.ts";
import { addOptions, type CommonFlags } from "./common_options.ts";
import { modelsFolder, userPath } from "./places.ts";
import { formatTable, print, printJson } from "./console.ts";

export const command: Command = makeCommand(
  "models",
  "List, show, compare, delete and export trained models. Without a command, list them.",
)
  .action(list);
addOptions(command, "models", "json");

command.command("list", { isDefault: true })
  .description("list the models")
  .action(list);

command.command("show")
  .argument("<raag>", "label of the model")
  .description("print the card of a model, and what the books say of the raag")
  .action(show);

command.command("compare")
  .argument("<first>", "label of a model")
  .argument("<second>", "label of another model")
  .description("distance between two models, in nats per symbol")
  .action(compare);

command.command("delete")
  .argument("<raag>", "label of the model")
  .description("remove a model from the set")
  .action(remove);

command.command("export")
  .argument("<raag>", "label of the model")
  .addOption(
    new Option("--format <format>", "json: everything; hmmlearn-*: a CategoricalHMM")
      .choices(["json", "hmmlearn-json", "hmmlearn-npz"]).default("json"),
  )
  .option("--out <file>", "file to write (default: stdout, for JSON)")
  .description("write a model in a format for other tools")
  .action(exportModel);

function persistence(): ModelPersistence {
  const { models } = command.opts<CommonFlags>();
  return new ModelPersistence(modelsFolder(models));
}

async function list(): Promise<void> {
  const folder = persistence();
  const { models, family, saved_at } = await folder.summary();
  if (command.opts<CommonFlags>().json) return printJson(models);
  if (models.length === 0) {
    return print(`no models in ${folder.modelsDir}; the command \`train\` makes them`);
  }
  print(formatTable(
    ["raag", "states", "symbols", "recordings", "status", "LL/symbol"],
    models.map((one) => [
      ...[one.raag, one.n_states, one.n_symbols, one.recordings],
      one.iterations > 0 ? `${one.status} (${one.iterations})` : one.status,
      one.log_likelihood_per_symbol.toFixed(3),
    ]),
  ));
  print();
  print(`${models.length} models (${family.family}) in ${folder.modelsDir}, saved ${saved_at}`);
}

async function show(raag: string): Promise<void> {
  const folder = persistence();
  const isTrained = (await folder.listModels()).includes(raag);
  const name = raagLabel(raag);
  // What the books say needs no training.
  if (!isTrained && name !== undefined) {
    const grammar = raagByName(name);
    if (command.opts<CommonFlags>().json) return printJson(grammar);
    return print(grammarCard(grammar));
  }
  const model = await folder.loadModel(raag);
  if (command.opts<CommonFlags>().json) return printJson(documentOf(model));
  print(modelCard(model, await folder.summary()).trimEnd());
  if (name !== undefined) print(`\n${grammarCard(raagByName(name))}`);
}

/** What the books say of a raag, in sargam. */
function grammarCard(grammar: RaagGrammar): string {
  const { raag, thaat, vadi, samvadi, disagreements = [], time } = grammar;
  const { aroh, avroh, nyas = [], phrases = [], weak = [] } = textbookFacts(grammar);
  const line = (name: string, value: string) => `${name.padEnd(10)} ${value}`;
  return [
    `${raag} in the books (lower case: komal; M: tivra; , below and ' above)`,
    line("thaat", thaat),
    line("aroh", aroh),
    line("avroh", avroh),
    line("vadi", `${vadi}, samvadi ${samvadi}`),
    ...(nyas.length > 0 ? [line("rests on", nyas.join(" "))] : []),
    ...(weak.length > 0 ? [line("weak", weak.join(" "))] : []),
    ...(time === undefined ? [] : [line("time", String(time))]),
    ...phrases.map((phrase, i) => line(i === 0 ? "phrases" : "", phrase)),
    ...disagreements.map(({ field, value, by }) => line("but", `${field} ${value} (${by})`)),
  ].join("\n");
}

async function compare(first: string, second: string): Promise<void> {
  const folder = persistence();
  const [a, b] = [await folder.loadModel(first), await folder.loadModel(second)];
  const views = comparableViews(a, b);
  if (views.length === 0) {
    throw new UsageError(
      `${first} has ${a.hmm.nSymbols} symbols and ${second} ${b.hmm.nSymbols}: models of different ` +
        `alphabets cannot be compared`,
    );
  }
  const distances = views
    .map(({ view, one, other }) => ({ view, nats_per_symbol: modelDistance(one, other) }));
  if (command.opts<CommonFlags>().json) return printJson({ first, second, distances });
  print(`${first} and ${second} have these distances:`);
  for (const { view, nats_per_symbol } of distances) {
    print(`  ${nats_per_symbol.toFixed(3)} nats per symbol (${view})`);
  }
}

/** The models that both raags have, with alphabets of one size. */
function comparableViews(
  a: RaagModel,
  b: RaagModel,
): { view: string; one: DiscreteHmm; other: DiscreteHmm }[] {
  const views = Object.keys(a.components).sort()
    .map((view) => ({ view, one: a.components[view], other: b.components[view] }));
  return [{ view: "main model", one: a.hmm, other: b.hmm }, ...views]
    .filter(({ one, other }) => other?.nSymbols === one.nSymbols);
}

async function remove(raag: string): Promise<void> {
  const folder = persistence();
  await folder.deleteModel(raag);
  print(`deleted ${raag} from ${folder.modelsDir}`);
}

async function exportModel(
  raag: string,
  { format, out }: { format: string; out?: string },
): Promise<void> {
  if (format === "hmmlearn-npz" && out === undefined) {
    throw new UsageError("--format hmmlearn-npz is binary: name a file with --out");
  }
  const model = await persistence().loadModel(raag);
  const text = format === "hmmlearn-json"
    ? toHmmlearnJson(model.hmm)
    : JSON.stringify(documentOf(model), null, 2);
  if (out === undefined) return print(text);
  const content = format === "hmmlearn-npz" ? toHmmlearnNpz(model.hmm) : `${text}\n`;
  await atomicWrite(userPath(out), content);
  print(`wrote ${raag} to ${userPath(out)}`);
}

/** All that is known of a model, as plain data. */
function documentOf(model: RaagModel): Record<string, unknown> {
  const { hmm, components, arrays, ...rest } = model;
  const each = <T>(record: Record<string, T>, plain: (value: T) => unknown) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name, plain(value)]));
  return {
    ...rest,
    hmm: hmm.toJSON(),
    components: each(components, (part) => part.toJSON()),
    arrays: each(arrays, ({ shape, data }) => ({ shape, data: Array.from(data) })),
  };
}

if (import.meta.main) await runCommand(command);
