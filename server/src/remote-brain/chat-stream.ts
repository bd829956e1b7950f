import { z } from 'zod';

/** Longest line of a stream, and longest stream, bytes. */
const LIMITS = { lineMax: 64_000, bytesMax: 2_000_000, toolCallsMax: 4, argumentsMax: 2_000 } as const;

/** One message of a chat, as the OpenAI protocol has it. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content:
    | string
    | readonly (
        | { readonly type: 'text'; readonly text: string }
        | { readonly type: 'image_url'; readonly image_url: { readonly url: string } }
      )[];
}

/** What of a chunk matters; everything else of it is let be. */
const CHUNK = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: z.string().nullish(),
            tool_calls: z
              .array(
                z.object({
                  index: z.number().int().min(0).max(63).default(0),
                  function: z
                    .object({ name: z.string().nullish(), arguments: z.string().nullish() })
                    .nullish(),
                }),
              )
              .nullish(),
          })
          .nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .default([]),
  usage: z.object({ total_tokens: z.number() }).nullish(),
});

/** What a stream of a chat says, in order. */
export type ChatEvent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tool'; readonly name: string; readonly arguments: string }
  | { readonly kind: 'usage'; readonly tokens: number };

/**
 * Reads a chat completion that is streamed as server-sent events. Reasoning that has a field of its own is left out.
 *
 * @throws Error when the stream is too long, or nothing of it is of this protocol
 */
export async function* readChat(body: AsyncIterable<Uint8Array>): AsyncGenerator<ChatEvent> {
  const calls = new Map<number, { name: string; text: string }>();
  let understood = 0;
  for await (const data of eventsOf(body)) {
    if (data === '[DONE]') break;
    const chunk = CHUNK.safeParse(parse(data));
    if (!chunk.success) continue;
    understood += 1;
    const { usage, choices } = chunk.data;
    const delta = choices[0]?.delta;
    if (delta?.content) yield { kind: 'text', text: delta.content };
    for (const call of delta?.tool_calls ?? []) {
      if (!calls.has(call.index) && calls.size >= LIMITS.toolCallsMax) continue;
      const known = calls.get(call.index) ?? { name: '', text: '' };
      known.name += call.function?.name ?? '';
      known.text = (known.text + (call.function?.arguments ?? '')).slice(0, LIMITS.argumentsMax);
      calls.set(call.index, known);
    }
    if (usage) yield { kind: 'usage', tokens: usage.total_tokens };
  }
  if (understood === 0) throw new Error('the stream holds nothing of a chat completion');
  for (const { name, text } of calls.values()) yield { kind: 'tool', name, arguments: text };
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

/** The data of each server-sent event. */
async function* eventsOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > LIMITS.bytesMax) throw new Error(`the stream is longer than ${LIMITS.bytesMax} bytes`);
    rest += decoder.decode(piece, { stream: true });
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      const line = rest.slice(0, end).trimEnd();
      rest = rest.slice(end + 1);
      if (line.startsWith('data:')) yield line.slice(5).trim();
    }
    if (rest.length > LIMITS.lineMax)
      throw new Error(`a line of the stream is longer than ${LIMITS.lineMax}`);
  }
  if (rest.startsWith('data:')) yield rest.slice(5).trim();
}
