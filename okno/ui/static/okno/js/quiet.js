// What the house expects of a request is no error of the page: an act that overtakes a renewal, or an answer that
// does not come (ok-live says that on the screen). htmx hands each event to the logger before it cries out.
const EXPECTED = ["htmx:sendAbort", "htmx:timeout", "htmx:sendError"];

htmx.logger = (_element, name, detail) => {
  if (EXPECTED.includes(name) || (name === "htmx:afterRequest" && !detail.xhr.status)) delete detail.error;
};
