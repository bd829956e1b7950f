import type { Page } from 'playwright-core';

/**
 * What of the stage's page lies on something else or outside the window: bars, words, log and keys, each a rectangle.
 *
 * @returns '' when all have a place of their own, else names and edges in CSS pixels
 */
export function pageOverlaps(page: Page): Promise<string> {
  return page.evaluate(() => {
    const names = ['header', '.caption', '.person-speech', '.bar', '.foot ol', '#say'];
    const boxes = names.flatMap((name) =>
      [...document.querySelectorAll<HTMLElement>(name)]
        .filter((one) => one.offsetParent !== null && one.parentElement?.style.opacity !== '0')
        .map((one) => ({ name, box: one.getBoundingClientRect() })),
    );
    const troubles = boxes
      .filter(
        ({ box }) =>
          box.top < -1 || box.bottom > innerHeight + 1 || box.left < -1 || box.right > innerWidth + 1,
      )
      .map(({ name, box }) => `${name} leaves the window: ${box.left} ${box.top} ${box.right} ${box.bottom}`);
    for (const [i, a] of boxes.entries())
      for (const b of boxes.slice(0, i)) {
        const across = a.box.left < b.box.right - 1 && b.box.left < a.box.right - 1;
        const down = a.box.top < b.box.bottom - 1 && b.box.top < a.box.bottom - 1;
        if (across && down) troubles.push(`${a.name} lies on ${b.name}`);
      }
    return troubles.join('; ');
  });
}
