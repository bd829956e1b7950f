import { describe, expect, test } from 'vitest';
import { answerPicture, describePicture } from '../brain/pictures.ts';
import { seeColours } from './see-colours.ts';
import { seeDrawing } from './see-drawing.ts';

type Rgb = readonly [number, number, number];
const SIZE = 320;
/** Paper with a little grain, and pens on it. */
function paper(tone: Rgb = [247, 245, 240]) {
  const data = new Uint8Array(SIZE * SIZE * 3);
  let seed = 5;
  for (let i = 0; i < data.length; i++) {
    seed = (seed * 1664525 + 1013904223) >>> 0;
    data[i] = tone[i % 3] + (seed >>> 30) - 2;
  }
  const put = (x: number, y: number, ink: Rgb): void => {
    if (x >= 0 && y >= 0 && x < SIZE && y < SIZE) data.set(ink, (y * SIZE + x) * 3);
  };
  const dot = (x: number, y: number, r: number, ink: Rgb): void => {
    for (let dy = -r; dy <= r; dy++)
      for (let dx = -r; dx <= r; dx++)
        if (dx * dx + dy * dy <= r * r) put(Math.round(x + dx), Math.round(y + dy), ink);
  };
  const line = (a: readonly number[], b: readonly number[], ink: Rgb = [30, 30, 30], pen = 3): void => {
    for (let k = 0; k <= 400; k++) {
      // A hand is not quite straight.
      const wave = Math.sin(k / 23) * 1.2;
      dot(a[0] + ((b[0] - a[0]) * k) / 400 + wave, a[1] + ((b[1] - a[1]) * k) / 400 - wave, pen, ink);
    }
  };
  const ring = (x: number, y: number, r: number, ink: Rgb = [30, 30, 30], pen = 3): void => {
    for (let k = 0; k < 400; k++)
      dot(x + r * Math.cos((k / 200) * Math.PI), y + r * Math.sin((k / 200) * Math.PI), pen, ink);
  };
  const polygon = (corners: readonly (readonly number[])[], ink?: Rgb): void =>
    corners.forEach((corner, i) => {
      line(corner, corners[(i + 1) % corners.length], ink);
    });
  return { picture: { data, width: SIZE, height: SIZE }, dot, line, ring, polygon };
}
function stickFigure(sheet: ReturnType<typeof paper>, x: number, filled = false): void {
  if (filled) sheet.dot(x, 80, 26, [30, 30, 30]);
  else sheet.ring(x, 80, 26);
  sheet.line([x, 106], [x, 190]);
  sheet.line([x, 130], [x - 40, 165]);
  sheet.line([x, 130], [x + 40, 165]);
  sheet.line([x, 190], [x - 30, 270]);
  sheet.line([x, 190], [x + 30, 270]);
}
const names = (picture: Parameters<typeof seeDrawing>[0]) =>
  seeDrawing(picture)?.shapes.map(({ name, colour, across }) => `${colour} ${name} ${across}`);

describe('a drawing', () => {
  test('of a stick figure is a figure, open head or filled', () => {
    for (const filled of [false, true]) {
      const sheet = paper();
      stickFigure(sheet, 160, filled);
      expect(names(sheet.picture)).toEqual(['black figure middle']);
    }
    const open = paper();
    stickFigure(open, 160);
    expect(seeDrawing(open.picture)?.kind).toBe('lines');
  });
  test('of shapes: each by its name, colour and place', () => {
    const sheet = paper();
    sheet.ring(70, 80, 40, [210, 40, 40]);
    sheet.polygon(
      [
        [200, 40],
        [290, 40],
        [290, 110],
        [200, 110],
      ],
      [40, 70, 200],
    );
    sheet.polygon(
      [
        [160, 190],
        [230, 290],
        [95, 290],
      ],
      [40, 140, 50],
    );
    expect(names(sheet.picture)?.sort()).toEqual([
      'blue rectangle last',
      'green triangle middle',
      'red circle first',
    ]);
  });
  test('of a house with the sun beside it', () => {
    const sheet = paper();
    sheet.polygon([
      [120, 160],
      [190, 90],
      [260, 160],
      [260, 280],
      [120, 280],
    ]);
    sheet.dot(50, 50, 28, [245, 200, 30]);
    expect(names(sheet.picture)?.sort()).toEqual(['black house middle', 'yellow circle first']);
  });
  test('of a scribble has no shape, and is told as a drawing all the same', () => {
    const sheet = paper();
    for (let k = 0; k < 9; k++)
      sheet.line(
        [60 + ((k * 67) % 200), 60 + ((k * 41) % 180)],
        [60 + ((k * 131) % 200), 70 + ((k * 97) % 190)],
      );
    expect(names(sheet.picture)).toEqual([]);
  });
});

describe('no drawing', () => {
  test('an empty page, a gradient, noise and soft light', () => {
    expect(seeDrawing(paper().picture)).toBeUndefined();
    const of = (tone: (x: number, y: number) => number) => {
      const { picture } = paper();
      for (let i = 0; i < picture.data.length; i++) {
        const at = Math.floor(i / 3);
        picture.data[i] = tone(at % SIZE, Math.floor(at / SIZE));
      }
      return picture;
    };
    expect(seeDrawing(of((x, y) => (x + y) / 2.6))).toBeUndefined();
    expect(seeDrawing(of((x, y) => (x * 7919 + y * 104_729) % 251))).toBeUndefined();
    // A ball lit from the side before a plain wall, as a photograph has it.
    const ball = of((x, y) => {
      const [dx, dy] = [(x - 160) / 110, (y - 160) / 110];
      return dx * dx + dy * dy > 1 ? 235 : 128 + 110 * Math.max(-1, Math.min(1, 0.7 * dx + 0.5 * dy));
    });
    expect(seeDrawing(ball)).toBeUndefined();
  });
});

describe('what is said of it', () => {
  const sheet = paper();
  stickFigure(sheet, 100);
  sheet.ring(250, 90, 40, [210, 40, 40]);
  const sight = { ...seeColours(sheet.picture), people: [], drawing: seeDrawing(sheet.picture) };
  test('it is thought, not known', () => {
    expect(describePicture(sight, 'en')).toMatch(
      /^I think it is a drawing in lines\. I see perhaps a figure of a person on the left and a red circle on the right\./,
    );
    expect(describePicture(sight, 'ko')).toMatch(
      /^선으로 그린 그림 같아요\. 왼쪽에 사람 모양 같은 것, 오른쪽에 빨강 동그라미가 보여요\./,
    );
  });
  test('who is in it, and what shapes', () => {
    expect(answerPicture(sight, 'Who is in my drawing?', 'en', true)).toBe(
      'It is drawn, so I am not sure: perhaps a figure of a person on the left.',
    );
    expect(answerPicture(sight, 'What shapes are in my picture?', 'en', true)).toMatch(
      /a red circle on the right/,
    );
    expect(answerPicture(sight, '제 그림에 누가 있어요?', 'ko', true)).toMatch(/확실하지는 않지만/);
    const scribble = { ...sight, drawing: { kind: 'lines' as const, shapes: [] } };
    expect(answerPicture(scribble, 'Who is in my drawing?', 'en', true)).toBe(
      'It looks drawn to me, and of drawings I make out little: I see no figure in it.',
    );
  });
});
