/** Particles and endings that may follow a Korean stem, in any chain. */
const ENDINGS =
  '을 를 이 가 은 는 도 만 에 에게 한테 께 에서 까지 부터 으로 로 쪽 쪽으로 와 과 의 들 님 님들 분 하고 하며 하면서 하다가 하게 하는 하기 하듯 하듯이 하여 하세요 하라 하자 합니다 한 할 함 해 해서 해라 해줘 해요 했다가 했다 히 이 고 며 면서 으면서 으며 다가 서 아서 어서 여서 아 어 여 야 요 줘 줘요 주세요 주고 주며 주면서 준 세요 으세요 십시오 습니다 ㅂ니다 니다 다 자 기 게 스럽게 스러운 지 라 려고 도록 듯 듯이 처럼 같이 후 뒤 씩 번 쯤 정도 는데 은 을 ㄴ 던 린 려 리고 리며 리면서 린다 리는 리 려서 렸다가 여서 인 인다 이고 이며 이면서 이는 여라 였다가 입니다 나서 나 채 채로 간 동안 개 보고 보며 보면서 봐 본 보다가 보세요 보기 본다 가서 가고 가며 가면서 간다 간 가다가 가세요 갔다가 와서 오고 오면서 온다 오세요 올 온 켜 켜서 키고 키며 키면서 킨다 키는 킨 치고 치며 치면서 쳐 쳐서 친다 치는 친 추고 추며 추면서 춰 춰서 춘 춘다 추는 춘다음 쳐라 워 워서 운 우면서 운다 듬 게요 거려 거리며 거리면서 거리고 대며 대면서 대고 스레 없이 없는 없게 있게 있는 르게 른 르고 롭게 로운 럽게 러운 혀 히고 히며 히면서 혀서 힌 힌다 이지 했 한다 하며서 동작 인사 자세'.split(
    ' ',
  );
const LONGEST = Math.max(...ENDINGS.map((ending) => ending.length));
const SET = new Set(ENDINGS);

/** True when the rest of an eojeol behind its stem is particles and endings only. */
export function isEnding(rest: string): boolean {
  const reach = new Array<boolean>(rest.length + 1).fill(false);
  reach[0] = true;
  for (let i = 0; i < rest.length; i++) {
    if (!reach[i]) continue;
    for (let length = 1; length <= LONGEST && i + length <= rest.length; length++)
      if (SET.has(rest.slice(i, i + length))) reach[i + length] = true;
  }
  return reach[rest.length];
}

/** How a verb joins the clause to the next: 'while' (-면서, -며), 'then' (-고, -서, -ㄴ 다음), or not at all. */
export function joinOf(eojeol: string): 'while' | 'then' | undefined {
  if (/(?:면서|며|채로)$/.test(eojeol)) return 'while';
  if (/(?:고|아서|어서|여서|해서|려서|가서|와서|워서|춰서|쳐서|켜서|다가|고나서)$/.test(eojeol))
    return 'then';
  return undefined;
}

/**
 * True when a syllable of the stem with its final consonant dropped or changed begins the eojeol: 돌 in 도는, 흔들 in
 * 흔드는, 걷 in 걸으며, 숙이 in 숙인. Only the last syllable of a stem may change.
 */
export function startsWithStem(eojeol: string, stem: string): number {
  if (eojeol.startsWith(stem)) return stem.length;
  const head = stem.slice(0, -1);
  if (!eojeol.startsWith(head) || eojeol.length < stem.length) return 0;
  const wanted = stem.charCodeAt(stem.length - 1) - FIRST;
  const found = eojeol.charCodeAt(stem.length - 1) - FIRST;
  if (wanted < 0 || found < 0 || Math.floor(wanted / FINALS) !== Math.floor(found / FINALS)) return 0;
  const final = found % FINALS;
  const open = wanted % FINALS === 0;
  // ㄴ, ㄹ, ㅁ, ㅂ, ㅆ under an open syllable (숙인, 숙일, 숙임, 숙입니다, 갔다); ㄹ dropped before ㄴ, ㅂ, ㅅ (흔드는, 흔듭니다).
  if (open) return [4, 8, 16, 17, 20].includes(final) ? stem.length : 0;
  return wanted % FINALS === 8 && [0, 4, 16, 17].includes(final) ? stem.length : 0;
}

const FIRST = 0xac00;
const FINALS = 28;
