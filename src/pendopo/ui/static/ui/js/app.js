// Everything that runs in the browser: small custom elements, each useful alone. A page works without them.
import "./dialogs.js";
import "./keys.js";
import "./theme.js";
import "./palette.js";
import "./bulk.js";
import "./draft.js";
import "./live.js";
import "./notices.js";
import "./tabs.js";
