import { SENSE_LIMITS, SENSE_SIZES, type SenseDataInput } from '@troupe/client-sdk/protocol';
import type { StageClient } from '../connect/index.ts';
import { readCsv } from './read-csv.ts';
import { base64Of, VIDEO_FRAMES, videoFrames } from './video-frames.ts';

/** What is wrong with a file that somebody held out. */
export class DropError extends Error {}

type Table = SenseDataInput['table'];
const PICTURES = ['image/png', 'image/jpeg', 'image/webp'] as const;

/**
 * Holds a file out to the stage: CSV or TSV as a table, JSON as a table or a graph, PNG, JPEG or WebP as a picture, a short
 * video as up to eight frames of it.
 *
 * @throws DropError that says what is wrong with the file and what to do
 */
export async function dropFile(
  client: Pick<StageClient, 'sense'>,
  file: File,
  framesOf = videoFrames,
): Promise<void> {
  if (file.type.startsWith('video/')) return await dropVideo(client, file, framesOf);
  const picture = PICTURES.find((mime) => mime === file.type);
  const limit = SENSE_LIMITS[picture ? 'image' : 'table'].bytesMax;
  if (file.size > limit) throw new DropError(`${file.name}: ${file.size} bytes; at most ${limit}`);
  const refusal = picture
    ? await client.sense('image', await readPicture(file, picture))
    : await client.sense('table', readData(file.name, await file.text()));
  if (refusal) throw new DropError(`${file.name}: ${refusal.message}`);
}

/** Sends frames one after the other, as one act that begins and ends. */
async function dropVideo(
  client: Pick<StageClient, 'sense'>,
  file: File,
  framesOf: typeof videoFrames,
): Promise<void> {
  if (file.size > VIDEO_FRAMES.bytesMax)
    throw new DropError(`${file.name}: ${file.size} bytes; at most ${VIDEO_FRAMES.bytesMax}`);
  const frames = await framesOf(file).catch((error: Error) => {
    throw new DropError(`${file.name}: ${error.message}`);
  });
  const act = crypto.randomUUID();
  for (const [i, frame] of frames.entries()) {
    if (i > 0) await new Promise((done) => setTimeout(done, VIDEO_FRAMES.everyMs));
    const phase = i === 0 ? 'start' : i === frames.length - 1 ? 'end' : 'update';
    const refusal = await client.sense('video', frame, { act, phase });
    if (refusal) throw new DropError(`${file.name}: ${refusal.message}`);
  }
}

/**
 * Reads the text of a table or graph file.
 *
 * @throws DropError naming the line or key
 */
export function readData(name: string, text: string): Table {
  const plain = name.replace(/\.[^.]*$/, '').slice(0, 120);
  return /\.json$/i.test(name) ? readJson(name, plain, text) : { table: tableOf(name, plain, readCsv(text)) };
}

function readJson(name: string, plain: string, text: string): Table {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new DropError(`${name}: not JSON (${(error as Error).message})`);
  }
  if (Array.isArray(json)) return { table: tableOf(name, plain, recordRows(name, json)) };
  const graph = (json as { graph?: unknown }).graph ?? json;
  const { nodes, edges, links } = graph as { nodes?: unknown; edges?: unknown; links?: unknown };
  const joined = edges ?? links;
  if (nodes === undefined || !Array.isArray(joined))
    throw new DropError(`${name}: neither a list of records nor a graph with "nodes" and "edges"`);
  return {
    graph: {
      name: plain,
      nodes: nodeList(nodes),
      edges: joined.map((edge: Record<string, unknown>) => ({
        from: String(edge.from ?? edge.source),
        to: String(edge.to ?? edge.target),
        ...(typeof edge.weight === 'number' ? { weight: edge.weight } : {}),
      })),
    },
  };
}

/** Nodes as a list or, as the JSON Graph Format has them, by id. */
function nodeList(nodes: unknown): { id: string; label?: string }[] {
  const entries: [string | undefined, unknown][] = Array.isArray(nodes)
    ? nodes.map((node) => [undefined, node])
    : Object.entries(nodes as object);
  return entries.map(([key, node]) => {
    if (typeof node !== 'object' || node === null) return { id: key ?? String(node) };
    const { id, label } = node as { id?: unknown; label?: unknown };
    return { id: key ?? String(id), ...(typeof label === 'string' ? { label } : {}) };
  });
}

function recordRows(name: string, records: unknown[]): string[][] {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record as object)))];
  if (columns.length === 0) throw new DropError(`${name}: the list holds no records`);
  const cell = (value: unknown): string => (value === undefined || value === null ? '' : String(value));
  return [
    columns,
    ...records.map((record) => columns.map((key) => cell((record as Record<string, unknown>)[key]))),
  ];
}

function tableOf(name: string, plain: string, rows: string[][]): Extract<Table, { table: unknown }>['table'] {
  const [head, ...body] = rows;
  if (!head || body.length === 0)
    throw new DropError(`${name}: a table has a line of names and at least one row`);
  const wrong = body.findIndex((row) => row.length !== head.length);
  if (wrong >= 0)
    throw new DropError(
      `${name}: row ${wrong + 2} has ${body[wrong].length} cells, the first line ${head.length}`,
    );
  if (head.length > SENSE_SIZES.columnsMax || head.length * body.length > SENSE_SIZES.cellsMax)
    throw new DropError(
      `${name}: at most ${SENSE_SIZES.columnsMax} columns and ${SENSE_SIZES.cellsMax} cells`,
    );
  const numeric = head.map(
    (_, column) =>
      body.every((row) => row[column] === '' || isNumber(row[column])) &&
      body.some((row) => row[column] !== ''),
  );
  return {
    name: plain,
    columns: head.map((column, i) => ({
      name: column || `column ${i + 1}`,
      type: numeric[i] ? 'number' : 'text',
    })),
    rows: body.map((row) =>
      row.map((cell, i) => {
        if (cell === '') return null;
        return numeric[i] ? Number(cell.replaceAll(',', '')) : cell.slice(0, 200);
      }),
    ),
  };
}

/** A number, with or without commas between thousands. */
function isNumber(cell: string): boolean {
  return /^\s*[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?(e[+-]?\d+)?\s*$/i.test(cell) && /\d/.test(cell);
}

async function readPicture(file: File, mime: (typeof PICTURES)[number]): Promise<SenseDataInput['image']> {
  const bitmap = await createImageBitmap(file).catch(() => undefined);
  if (!bitmap) throw new DropError(`${file.name}: the picture cannot be read`);
  const { width, height } = bitmap;
  bitmap.close();
  const bytes = new Uint8Array(await file.arrayBuffer());
  return { mime, width, height, base64: base64Of(bytes) };
}
