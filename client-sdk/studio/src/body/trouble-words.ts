import type { Locale } from '../lib/words.ts';
import type { Trouble } from './body-api.ts';

/** What is wrong and what to do, by the server's code. English is the server's own: it knows the figures. */
const KO: Readonly<Record<string, readonly [string, string]>> = {
  empty: ['파일이 비어 있어요 (0바이트).', '사진을 다시 골라 주세요. 복사가 덜 됐을 수 있어요.'],
  'not-an-image': ['읽을 수 있는 사진이 아니에요.', 'JPEG, PNG, WebP, AVIF, HEIF 사진을 보내 주세요.'],
  animated: ['움직이는 그림이에요.', '멈춘 사진 한 장을 JPEG나 PNG로 보내 주세요.'],
  'too-large': ['사진이 너무 커요.', '긴 변을 4,000픽셀로 줄여 주세요.'],
  'too-small': ['사진이 너무 작아요.', '짧은 변이 200픽셀 넘는 사진을 보내 주세요. 1,000픽셀이면 좋아요.'],
  broken: ['사진이 깨졌거나 잘렸어요.', '온전한 파일을 보내거나 다시 내보내 주세요.'],
  'two-formats': ['사진이면서 다른 파일이기도 해요.', '사진 편집기에서 열어 새로 저장해 주세요.'],
  'no-person': ['사진에 사람이 없어요.', '한 사람이 온전히 나온 사진을 보내 주세요.'],
  'several-people': ['사진에 여러 사람이 있어요.', '몸이 될 한 사람만 남게 잘라 주세요.'],
  'half-person': ['몸의 일부만 보여요.', '머리부터 발끝까지 나온 사진을 보내 주세요.'],
  'no-face': ['얼굴을 읽을 수 없어요.', '얼굴이 보이는, 더 가까운 사진을 보내 주세요.'],
  drawing: ['사진이 아니라 그림이에요.', '사진을 보내 주세요. 그림 속 몸은 믿을 만하게 읽지 못해요.'],
  uncertain: ['사람이 또렷하지 않아요.', '사람이 온전히 드러난, 더 선명한 사진을 보내 주세요.'],
  time: ['너무 오래 걸려서 멈췄어요.', '더 작은 사진으로 해 보세요.'],
  memory: ['메모리가 너무 많이 들어요.', '더 작은 사진으로 해 보세요.'],
  busy: ['지금은 자리가 없어요.', '잠시 뒤에 다시 해 보세요.'],
  'too-many-photos': ['사진이 너무 많아요.', '세 장까지만 더해 주세요. 얼굴 가까이와 뒷모습이면 충분해요.'],
  'too-often': ['이 주소에서 너무 자주 보냈어요.', '15초 뒤에 다시 해 보세요.'],
  'no-consent': ['이름과 동의가 필요해요.', '둘 다 적어 주세요. 몸의 사용권에 들어가요.'],
  'photo-needed': ['사진은 약속대로 두지 않았어요.', '같은 사진을 다시 골라 주세요.'],
  unknown: ['그 몸은 이제 없어요. 시간이 지났거나 삭제됐어요.', '사진을 다시 보내 주세요.'],
  'upload-broke': ['보내다가 끊겼어요.', '다시 보내 주세요.'],
  network: ['서버가 대답하지 않아요.', '다시 해 보세요.'],
  failed: ['몸을 만들지 못했어요.', '다시 해 보고, 또 그러면 무대 관리자에게 알려 주세요.'],
};

/** Codes that have Korean words; for tests. */
export const TROUBLE_CODES = Object.keys(KO);

/** What is wrong, and what to do, in the language of the page. */
export function troubleWords(locale: Locale, trouble: Trouble): { what: string; advice: string } {
  const korean = locale === 'ko' ? KO[trouble.code] : undefined;
  return korean ? { what: korean[0], advice: korean[1] } : { what: trouble.message, advice: trouble.advice };
}
