import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { withParticle } from './korean.ts';
import { fillLine, findTopic, offlineReply } from './offline-reply.ts';
import { parsePersona } from './persona.ts';

const load = (id: string) => {
  const url = new URL(`../../../assets/personas/${id}.json`, import.meta.url);
  return parsePersona(JSON.parse(readFileSync(url, 'utf8')), `${id}.json`);
};
const tilda = load('tilda');
const first = () => 0;
const self = { en: 'Tilda', ko: '틸다' };

describe('the offline brain', () => {
  test('answers in the language of the words, whatever the page', () => {
    const reply = offlineReply(tilda, self, { text: '안녕하세요!', guestName: '민지', locale: 'en' }, first);
    expect(reply).toMatchObject({ locale: 'ko', topic: 'greeting', action: 'wave' });
    expect(reply.text).toContain('민지');
  });
  test.each([
    ['Hi Tilda', 'greeting'],
    ['This is a nice paint', 'paint'],
    ['who are you?', 'name'],
    ['이리 와 줄래?', 'follow'],
    ['너 진짜 사람이야?', 'nature'],
    ['which', 'unknown'],
  ])('%s is about %s', (text, topic) => {
    expect(findTopic(tilda, text)?.topic.id ?? 'unknown').toBe(topic);
  });
  test('does not repeat its last line when it has another', () => {
    const heard = { text: 'thanks', guestName: 'Ann', locale: 'en' as const };
    const one = offlineReply(tilda, self, heard, first);
    expect(offlineReply(tilda, self, heard, first, one.text).text).not.toBe(one.text);
  });
  test('every line of every persona fills without a brace left', () => {
    for (const persona of [tilda, load('cast')]) {
      const lines = [
        ...persona.topics.flatMap((t) => [...t.lines.en, ...t.lines.ko]),
        ...persona.unknown.en,
        ...persona.unknown.ko,
        ...persona.notice.en,
        ...persona.notice.ko,
      ];
      for (const line of lines)
        expect(fillLine(line, '도윤', { guestName: 'Bo', text: 'x' })).not.toMatch(/[{}]/);
    }
  });
  test('particles fit the name before them', () => {
    expect(fillLine('저는 {self}예요.', '도윤', { guestName: '', text: '' })).toBe('저는 도윤이에요.');
    expect(withParticle('틸다', '은')).toBe('틸다는');
    expect(['파랑', '보라', '물'].map((word) => withParticle(word, '으로'))).toEqual([
      '파랑으로',
      '보라로',
      '물로',
    ]);
  });
  test('a guest cannot smuggle a replacement pattern in', () => {
    expect(fillLine('{guest}!', 'T', { guestName: '$& {self}', text: '' })).toBe('$& {self}!');
  });
  test('a wrong persona file is named with the place', () => {
    expect(() => parsePersona({ ...tilda, topics: [{ id: 'x' }] }, 'bad.json')).toThrow(
      /bad\.json: topics\.0\./,
    );
  });
});
