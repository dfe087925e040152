// What the pages of a published site do besides.
import "./canonical.js";
import "./offline.js";
