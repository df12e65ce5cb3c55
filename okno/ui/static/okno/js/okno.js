// Everything a page of okno can do in the browser, in one place; each file stands alone.
import "./quiet.js";
import "./live.js";
import "./ok-live.js";
import "./ok-clock.js";
import "./ok-timer.js";
import "./ok-fresh.js";
import "./ok-chime.js";
import "./ok-say.js";
import "./ok-vibrate.js";
import "./ok-idle.js";
import "./ok-dialog.js";
import "./ok-checklist.js";
import "./stay-open.js";
import "./notice.js";
import "./centre.js";
import "./shortcuts.js";

document.documentElement.dataset.script = "";
