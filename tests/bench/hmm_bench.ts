/**
 * How fast the hidden Markov model trains and scores, each question against its baseline in the same
 * run: the textbook E-step, or what it took before us.
 *
 *     deno run -A tests/bench/hmm_bench.ts             the table (about half a minute)
 *     deno run -A tests/bench/hmm_bench.ts --memory    20 million symbols, and the memory they took
 *
 * Times are processor times, the least of several repeats, taken in turns with the baseline's, so that
 * what else the machine does falls on neither or on both. The data are drawn from a model that dwells: its runs have a mean of
 * about 12 frames, as pitch tracks with a hop of 10 ms have.
 */

import process from "node:process";
import { createEStep } from "../../lib/hmm/choose_e_step.ts";
import type { EStep } from "../../lib/hmm/e_step.ts";
import { Kernel } from "../../lib/hmm/kernel/kernel.ts";
import { DiscreteHmm, forward, scoreSequences } from "../../lib/hmm/mod.ts";
import { planRuns, trainingCost } from "../../lib/hmm/run_plan.ts";
import { textbookEStep } from "../../lib/hmm/textbook_e_step.ts";
import { Random } from "../../lib/random.ts";
import { stickyParameters } from "../hmm/oracle.ts";
import { readReference } from "../hmm/reference.ts";

/** One line of the table. */
export interface HmmBenchRow {
  /** What is asked. */
  question: string;
  /** What the baseline takes, in `unit`. */
  baseline: number;
  /** What ours takes, in `unit`. */
  value: number;
  /** How many times better. */
  ratio: number;
  /** Of baseline and value. */
  unit: string;
}

const N = 36, M = 36, LENGTH = 3000;

/** Draws `count` recordings of 3000 symbols from a model whose runs are about 12 frames long. */
function drawRecordings(model: DiscreteHmm, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, seed) => {
    return Uint8Array.from(model.sample(LENGTH, { seed }).symbols);
  });
}

/** The least milliseconds of processor time of each job over the rounds, the jobs taking turns. */
function leastMilliseconds(rounds: number, ...jobs: (() => unknown)[]): number[] {
  const least = jobs.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    jobs.forEach((job, i) => {
      const began = process.cpuUsage();
      job();
      const { user, system } = process.cpuUsage(began);
      least[i] = Math.min(least[i], (user + system) / 1000);
    });
  }
  return least;
}

/** Multiply-adds of one pass of an E-step over single frames or over a plan's pieces. */
function multiplyAdds(sequences: readonly Uint8Array[], runs: boolean): number {
  const plan = planRuns(sequences, M, runs ? trainingCost(N, M) : undefined);
  const pieces = plan.pieces.reduce((total, list) => total + list.length, 0);
  const products = plan.powers.filter((power) => power.length > 1).length;
  return 3 * N * N * pieces + 3 * N ** 3 * products;
}

/**
 * The most multiply-adds of doubles per nanosecond that 128-bit instructions without fusion allow:
 * two lanes, and per cycle two multiplications and two additions (as AMD's Zen has; other makers'
 * machines have half). The clock is seen from a chain of six operations of one cycle each.
 */
function peakOfMachine(): number {
  const rounds = 5e6;
  const [ms] = leastMilliseconds(12, () => {
    let x = 1; // in the job, so that it stays in a register
    for (let i = 0; i < rounds; i++) {
      x ^= x << 13;
      x ^= x >>> 17;
      x ^= x << 5;
    }
    return x;
  });
  const gigahertz = 6 * rounds / ms / 1e6;
  return 4 * gigahertz;
}

/** Products of 36 x 36 matrices that stay in the fastest cache, in 1e9 multiply-adds per second. */
function rateOfProducts(): number {
  const kernel = new Kernel(), bytes = N * N * 8;
  const [x, y, z] = [0, 1, 2].map(() => kernel.allocate(bytes));
  for (const offset of [x, y]) kernel.doubles(offset, N * N).fill(1 / N);
  const [ms] = leastMilliseconds(15, () => {
    for (let i = 0; i < 200; i++) kernel.run.multiply(x, y, z, N);
  });
  return 200 * N ** 3 / ms / 1e6;
}

/** Runs all questions. */
export async function runHmmBench(): Promise<HmmBenchRow[]> {
  const rows: HmmBenchRow[] = [];
  const add = (question: string, baseline: number, value: number, unit: string, more = false) =>
    rows.push({
      question,
      baseline,
      value,
      ratio: more ? value / baseline : baseline / value,
      unit,
    });

  // The recordings that hmmlearn was timed on.
  const recordings: Uint8Array[] = readReference("bench_sequences.json").sequences
    .map((symbols: number[]) => Uint8Array.from(symbols));
  const start = DiscreteHmm.random(N, M, 7).parameters;
  const learnt = await DiscreteHmm.fromSymbols(recordings, M).fit(recordings, { maxIterations: 5 });
  const corpus = drawRecordings(learnt.model, 300);
  const random = new Random(1);
  const noise = recordings.map((r) => r.map(() => random.int(0, M - 1)));

  // The textbook is timed on 15 recordings; per frame it takes the same on 300.
  const perFrame = (ms: number, data: readonly Uint8Array[]) => 1000 * ms / (data.length * LENGTH);
  const training = (
    question: string,
    data: Uint8Array[],
    kind: "fast" | "run-length",
    rounds: number,
  ) => {
    const few = data.slice(0, 3);
    const steps: EStep[] = [textbookEStep(few), createEStep(kind, data, start)];
    const [textbook, ours] = leastMilliseconds(
      rounds,
      ...steps.map((step) => () => step.expectedCounts(start)),
    );
    add(question, perFrame(textbook, few), perFrame(ours, data), "us per frame and iteration");
    return multiplyAdds(data, kind === "run-length") / ours / 1e6;
  };
  training("train, 45 000 symbols in runs: fast E-step", recordings, "fast", 12);
  training("train, 45 000 symbols in runs: run-length E-step", recordings, "run-length", 12);
  const rateNoise = training("train, 45 000 random symbols: fast E-step", noise, "fast", 12);
  const rateRuns = training("train, 900 000 symbols: run-length E-step", corpus, "run-length", 6);

  const models = [0, 1, 2, 3, 4].map((seed) => DiscreteHmm.random(N, M, seed).parameters);
  models[0] = learnt.model.parameters;
  for (const [name, data] of [["15", recordings], ["300", corpus]] as const) {
    const few = data.slice(0, 3);
    const [plain, ours] = leastMilliseconds(
      5,
      () => models.map((model) => few.map((symbols) => forward(model, symbols))),
      () => scoreSequences(models, data),
    );
    const [a, b] = [perFrame(plain, few), perFrame(ours, data)].map((us) => us / models.length);
    add(`score, 5 models on ${name} recordings of 3000 symbols`, a, b, "us per frame and model");
  }

  const peak = peakOfMachine(), giga = "1e9 multiply-adds per second";
  add("share of the machine's peak: 36 x 36 matrix products", peak, rateOfProducts(), giga, true);
  add("share of the machine's peak: training on random symbols", peak, rateNoise, giga, true);
  add("share of the machine's peak: training on 900 000 symbols", peak, rateRuns, giga, true);

  rows.push(await demonstration());
  return rows;
}

/**
 * The original study's demonstration: 3 raags of 9 sequences of 56 symbols, 12 states, 12 symbols.
 * One EM step took it 0.57 s in Python; ours trains all three models to convergence.
 */
async function demonstration(): Promise<HmmBenchRow> {
  const raags = [1, 2, 3].map((raag) => {
    const model = new DiscreteHmm(stickyParameters(12, 12, raag));
    return Array.from({ length: 9 }, (_, seed) => model.sample(56, { seed }).symbols);
  });
  let least = Infinity;
  for (let round = 0; round < 5; round++) {
    const began = performance.now();
    for (const [seed, data] of raags.entries()) await DiscreteHmm.random(12, 12, seed).fit(data);
    least = Math.min(least, (performance.now() - began) / 1000);
  }
  return {
    question: "3 raags, 12 states, 9 x 56 symbols: to convergence (original: one EM step)",
    baseline: 0.57,
    value: least,
    ratio: 0.57 / least,
    unit: "s",
  };
}

/** Trains two iterations on 20 million symbols and tells the most memory the process held. */
async function memory(): Promise<void> {
  const model = new DiscreteHmm(stickyParameters(N, M, 1));
  const one = Uint8Array.from(model.sample(20_000_000, { seed: 1 }).symbols);
  for (const eStep of ["run-length", "fast"] as const) {
    const began = performance.now();
    const { logLikelihoodPerSymbol } = await DiscreteHmm.random(N, M, 7)
      .fit([one], { maxIterations: 1, eStep });
    const seconds = (performance.now() - began) / 1000;
    const status = await Deno.readTextFile("/proc/self/status").catch(() => "");
    const peak = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1024;
    console.log(
      `${eStep}: 20 000 000 symbols, 2 E-steps in ${seconds.toFixed(1)} s, ` +
        `${logLikelihoodPerSymbol.toFixed(4)} nats per symbol, most memory ${peak.toFixed(0)} MiB`,
    );
  }
}

if (import.meta.main) {
  if (Deno.args.includes("--memory")) await memory();
  else {
    for (const { question, baseline, value, ratio, unit } of await runHmmBench()) {
      const [from, to] = [baseline, value].map((x) => x.toPrecision(3).padStart(8));
      console.log(`${question.padEnd(76)} ${from} -> ${to} ${unit}: ${ratio.toFixed(2)}`);
    }
  }
}
