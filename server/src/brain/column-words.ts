/** What columns are often called, in both languages: a question names one by any word of its line. */
const COLUMN_WORDS = `
price, prices, cost, costs, expensive, cheap, pricey, 가격, 값, 비용, 단가, 비싸, 비싼, 싼
month, months, 월, 달, 몇 월
year, years, 연도, 년도, 해
day, date, days, 날짜, 요일, 일자
time, hour, hours, duration, 시간
region, area, district, 지역, 구역
city, town, 도시
country, 나라, 국가
name, 이름
age, 나이, 연령
height, tall, taller, tallest, 키, 높이, 신장
weight, heavy, heavier, heaviest, 무게, 체중
size, area, 크기, 면적
score, points, grade, mark, marks, 점수, 성적
sales, revenue, turnover, sold, 매출, 판매, 판매량
profit, 이익, 수익
income, salary, wage, pay, 소득, 수입, 월급, 급여
count, number, quantity, amount, 수량, 개수, 건수
population, people, inhabitants, 인구
visitors, guests, customers, 방문객, 손님, 고객
temperature, temp, warm, warmer, warmest, cold, colder, coldest, hot, hottest, 기온, 온도, 더운, 추운
rain, rainfall, precipitation, wet, wettest, 비, 강수, 강수량
speed, fast, faster, fastest, slow, 속도, 빠른, 빠르
distance, length, far, 거리, 길이
product, item, goods, 제품, 상품, 품목
department, team, 부서, 팀
category, kind, type, 종류, 분류
gender, sex, 성별
` as const;

const GROUPS = COLUMN_WORDS.trim()
  .split('\n')
  .map((line) => line.split(', '));

/** True when a question names a column: by its very name, or by a word that means the same in either language. */
export function mentions(question: string, name: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/[_\s-]+/g, '');
  if (name.length > 1 && plain(question).includes(plain(name))) return true;
  const words = name.toLowerCase().match(/[a-z]+|[가-힣]+/g) ?? [];
  return GROUPS.filter((group) => words.some((word) => group.includes(word))).some((group) =>
    group.some((word) => has(question, word)),
  );
}

/** True when a word stands in a text: whole in English; in Korean at the beginning of a word, one syllable with a particle at most. */
function has(text: string, word: string): boolean {
  if (/[a-z]/.test(word)) return new RegExp(`\\b${word}\\b`, 'i').test(text);
  if (word.length > 1) return text.includes(word);
  return new RegExp(`(?<![가-힣])${word}(?:[은는이가을를의에도만]|에는|이에요|인가요)?(?![가-힣])`, 'u').test(
    text,
  );
}
