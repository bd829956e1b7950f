const TURNS = 9;
/** What one turn takes on the machine that the bars of the browser tests were set for, ms. */
const USUAL_MS = 15;

/** Arithmetic over arrays, small objects, text there and back: what a tick and a page are made of. */
function turn(): number {
  const startMs = performance.now();
  const values = new Float64Array(4_096);
  let kept = 0;
  for (let round = 0; round < 60; round++) {
    for (let i = 0; i < values.length; i++) values[i] = Math.sin(values[i] + i * 1e-3) * 0.5 + round;
    const people = Array.from({ length: 400 }, (_, i) => ({ id: `h${i}`, at: [values[i], values[i + 1]] }));
    kept += (JSON.parse(JSON.stringify(people)) as unknown[]).length;
  }
  if (kept !== 60 * 400) throw new Error('unreachable');
  return performance.now() - startMs;
}

/**
 * How many times slower this machine is than a usual one, at least 1: by its quickest turn, so that what else runs on it
 * does not count. Bars in milliseconds are multiplied by it, so that they ask the same of the code on every machine: days
 * differ by 2.4 times on the same hardware.
 */
export function machinePace(): number {
  return Math.max(1, Math.min(...Array.from({ length: TURNS }, turn)) / USUAL_MS);
}
