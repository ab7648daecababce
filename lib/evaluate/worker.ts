import { serve } from "../jobs/serve.ts";
import { makeFoldRunner } from "./fold_runner.ts";

serve(makeFoldRunner());
