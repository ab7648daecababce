import { serve } from "../jobs/serve.ts";
import { type TrainUnit, trainUnit } from "./train_unit.ts";

serve((unit: TrainUnit) => trainUnit(unit));
