// A region that scrolls and holds nothing to focus could not be reached with the keyboard: it takes the focus itself.
import { behaviour } from "./behaviour";

const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";

behaviour(".scroll", (region) => {
  if (!region.querySelector(FOCUSABLE)) region.tabIndex = 0;
});
