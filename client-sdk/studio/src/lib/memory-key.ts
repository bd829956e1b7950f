const STORED = 'troupe.memoryKey';

/** True when this browser has been remembered before. */
export function hasMemoryKey(): boolean {
  try {
    return localStorage.getItem(STORED) !== null;
  } catch {
    return false;
  }
}

/** The secret by which performers know this browser again; made the first time, kept in this browser alone. */
export function memoryKey(): string {
  try {
    const known = localStorage.getItem(STORED);
    if (known) return known;
    const made = crypto.randomUUID();
    localStorage.setItem(STORED, made);
    return made;
  } catch {
    // A browser that keeps nothing is somebody new each time.
    return '';
  }
}
