// The engine of the page in one file: the same text runs as either worker, and on the page where there is none.
import * as host from "../../../www/js/stage-host.js";

const { cascadeRole } = globalThis;
if (cascadeRole === "worker.js") void import("../../../www/js/worker.js");
else if (cascadeRole === "load-worker.js") void import("../../../www/js/load-worker.js");
else globalThis.cascadeEngine = host;
