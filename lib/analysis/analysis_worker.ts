import { serve } from "../jobs/serve.ts";
import { analyseRecording } from "./analyse.ts";

serve(analyseRecording);
