import { type ClassicUnit, trainClassic } from "../families/experts/train_classic.ts";
import { serve } from "../jobs/serve.ts";

serve((unit: ClassicUnit) => trainClassic(unit));
