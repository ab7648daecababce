/** Starts, fits, paths and distances of one small model, whichever way they are computed. */
import { DiscreteHmm, symbolStart } from "../../lib/hmm/mod.ts";
import { randomStart } from "../../lib/hmm/starts.ts";
import { pinnedTests } from "../pinned.ts";
import { randomModel, stickyParameters } from "./oracle.ts";

const truth = new DiscreteHmm(stickyParameters(3, 4, 5));
/** Long runs and short ones; one of a single symbol, one of a single run. */
const DATA = [
  ...[1, 2, 3].map((seed) => truth.sample(90 * seed, { seed }).symbols),
  [2],
  new Array(70).fill(1),
];
const start = randomModel(5, 4, 8);
const LEFT_TO_RIGHT = new DiscreteHmm({
  nStates: 3,
  nSymbols: 4,
  startprob: Float64Array.of(1, 0, 0),
  transmat: Float64Array.of(0.9, 0.1, 0, 0, 0.8, 0.2, 0, 0, 1),
  emissionprob: Float64Array.of(0.4, 0.3, 0.2, 0.1, 0.1, 0.2, 0.3, 0.4, 0.25, 0.25, 0.25, 0.25),
});
const options = { maxIterations: 9, tolerance: -Infinity };

const fit = async (eStep: "textbook" | "fast" | "run-length", more = {}) => {
  const { model, ...rest } = await start.fit(DATA, { ...options, eStep, ...more });
  return { ...rest, eStep, parameters: model.parameters };
};

pinnedTests(new URL("./pinned.json", import.meta.url), {
  "starts": () => [
    randomStart(3, 4, 7),
    symbolStart(DATA, 4),
    symbolStart(DATA, 4, { statesPerSymbol: 2 }),
    symbolStart([[0, 0]], 1),
  ],
  "textbook E-step": () => fit("textbook"),
  "fast E-step": () => fit("fast"),
  "run-length E-step": () => fit("run-length"),
  "prior and floor": () => fit("fast", { pseudoCount: 0.7, probabilityFloor: 0.03 }),
  "zeros that stay": async () => {
    const fitted = await LEFT_TO_RIGHT.fit(DATA, { ...options, keepZeros: true, pseudoCount: 0.5 });
    return { history: fitted.history, parameters: fitted.model.parameters };
  },
  "restarts": () => fit("fast", { restarts: 3, seed: 4 }),
  "until it converges": async () => {
    const { model, ...rest } = await start.fit(DATA);
    return { ...rest, parameters: model.parameters };
  },
  "paths, posteriors, scores": () => ({
    paths: DATA.map((symbols) => start.decode(symbols)),
    posteriors: DATA.map((symbols) => start.posteriors(symbols)),
    scores: start.scoreAll(DATA),
    sample: start.sample(50, { seed: 3 }),
    aic: start.aic(DATA),
    bic: start.bic(DATA),
    nParameters: start.nParameters,
  }),
});
