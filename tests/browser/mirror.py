"""A page as whoever writes from right to left has it: turned round before it is first painted, its letters Hebrew.

No such language ships yet, so each letter of a sentence is replaced by one that the browser writes from right to
left. What says of itself that it is written from left to right, or is of no language, stays: a ticket's number, a
code, an address. Figures stay everywhere, as they would.
"""

_TURN = """
(() => {
  const HEBREW = 'אבגדהוזחטיכלמנסעפצקרשת';
  const KEPT = 'script, style, textarea, [translate=no], [dir=ltr]';
  const turned = (text) => text.replace(/[A-Za-zА-яЁё]/g, (each) => HEBREW[each.toLowerCase().codePointAt(0) % 22]);
  const turn = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.parentElement?.closest(KEPT)) return;
      const text = turned(node.data);
      if (text !== node.data) node.data = text;
    } else node.childNodes?.forEach(turn);
  };
  new MutationObserver((changes) => {
    const root = document.documentElement;
    if (root && root.dir !== 'rtl') root.dir = 'rtl';
    for (const change of changes) {
      if (change.type === 'characterData') turn(change.target);
      change.addedNodes.forEach(turn);
    }
  }).observe(document, { childList: true, subtree: true, characterData: true });
})();
"""

# What is seen of an element: not what a list scrolls, a map cuts off, or only a reader of screens hears.
_OUTSIDE = """
() => [...document.querySelectorAll('header *, main *, footer *, dialog[open] *')].filter((e) => {
  if (!e.checkVisibility({ visibilityProperty: true }) || e.closest('svg svg *, svg *')) return false;
  const box = e.getBoundingClientRect();
  if (box.width <= 1 || box.height <= 1 || (box.left >= -1 && box.right <= innerWidth + 1)) return false;
  for (let up = e.parentElement; up; up = up.parentElement)
    if (getComputedStyle(up).overflowX !== 'visible' && up !== document.body && up !== document.documentElement) return false;
  return true;
}).map((e) => e.outerHTML.slice(0, 120))
"""

# A phone, or a code in groups: its figures are read from left to right in every language.
_TURNED_NUMBERS = r"""
() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (!node.parentElement.checkVisibility() || node.parentElement.closest('script, style, select')) continue;
    for (const match of node.data.matchAll(/\+\d[\d\s()-]*\d|\d{2,}(?:[ -]\d{2,})+/g)) {
      const left = [...match[0]].flatMap((sign, nth) => {
        if (!/[+\d]/.test(sign)) return [];
        const range = document.createRange();
        range.setStart(node, match.index + nth);
        range.setEnd(node, match.index + nth + 1);
        const box = range.getBoundingClientRect();
        return box.width ? [box.left] : [];
      });
      if (left.some((x, nth) => nth && x < left[nth - 1])) found.push(match[0]);
    }
  }
  for (const field of document.querySelectorAll('input'))
    if (field.checkVisibility() && /tel|email|numeric|number|phone/.test(field.type + field.inputMode + field.name) && getComputedStyle(field).direction !== 'ltr')
      found.push(field.outerHTML.slice(0, 120));
  return found;
}
"""

_STRAIGHT_ARROWS = """
() => [...document.querySelectorAll('.icon--turns, .timer__line, .meter__line')]
  .filter((e) => e.checkVisibility() && !e.closest('.kiosk-figures') && !getComputedStyle(e).transform.startsWith('matrix(-1,'))
  .map((e) => e.outerHTML.slice(0, 120))
"""

_LEFT_ALIGNED = """
() => [...document.querySelectorAll('main *')].filter((e) => ['left', 'right'].includes(getComputedStyle(e).textAlign)
  && getComputedStyle(e).direction === 'rtl' && e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
  .map((e) => e.outerHTML.slice(0, 120))
"""


def turn_round(page):
    """Every page of this browser from now on."""
    page.context.add_init_script(_TURN)
    return page


def is_turned_round(page):
    """The page reads from right to left, and what may not turn has not."""
    page.wait_for_load_state()
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), page.url
    assert page.evaluate(_OUTSIDE) == [], page.url
    assert page.evaluate(_TURNED_NUMBERS) == [], page.url
    assert page.evaluate(_STRAIGHT_ARROWS) == [], page.url
    assert page.evaluate(_LEFT_ALIGNED) == [], page.url
