import { serve } from "../../lib/jobs/serve.ts";
import { square } from "./square.ts";

serve(square);
