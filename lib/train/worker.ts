import { type ClassicUnit, trainClassic } from "../families/experts/classic_hmm.ts";
import { serve } from "../jobs/serve.ts";

serve((unit: ClassicUnit) => trainClassic(unit));
