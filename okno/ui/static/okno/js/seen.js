// Which calls this page has already made heard. What was there when the page opened is not news.
const MOST = 500;
const seen = new Set();
let begun = false;

const begin = () => setTimeout(() => (begun = true), 0);
if (document.readyState === "complete") begin();
else addEventListener("load", begin);

/** True once for each kind and key that appears after the page was opened. */
export function isNews(kind, key) {
  const name = `${kind} ${key}`;
  if (!key || seen.has(name)) return false;
  seen.add(name);
  if (seen.size > MOST) seen.delete(seen.values().next().value);
  return begun;
}
