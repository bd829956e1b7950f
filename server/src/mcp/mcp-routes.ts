import { randomUUID } from 'node:crypto';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import express from 'express';
import { mayOperate } from '../gate/may-operate.ts';
import { AgentDesk } from './agent-desk.ts';
import { createMcpServer, type McpParts } from './tools.ts';

/** Agents at once, and the largest message, bytes: a show is the largest. */
const MCP_LIMITS = {
  sessionsMax: 8,
  bytesMax: 1_200_000,
  /** An agent not heard of for so long gives way to a new one when there is no place, ms. */
  idleMs: 120_000,
} as const;

interface Session {
  readonly transport: StreamableHTTPServerTransport;
  heardMs: number;
}

/**
 * Mounts `/mcp`, the Model Context Protocol by streamable HTTP: an agent outside hears the stage and acts on it. Only for who
 * runs the stage: from this machine, or with the token.
 *
 * @param token secret an agent must send (`Authorization: Bearer …`); '' lets only this machine in
 */
export function mountMcp(
  app: express.IRouter,
  {
    host,
    shows,
    token,
    nowMs,
  }: Omit<McpParts, 'desk'> & { readonly token: string; readonly nowMs: () => number },
): { close(): Promise<void> } {
  const desk = new AgentDesk(host, nowMs);
  const sessions = new Map<string, Session>();
  const problem = (response: express.Response, status: number, message: string): void => {
    response.status(status).json({ jsonrpc: '2.0', error: { code: -32_000, message }, id: null });
  };
  app.use('/mcp', (request, response, next) => {
    if (mayOperate(request, token)) return next();
    return problem(
      response,
      403,
      'agents come from the machine of the stage, or with the token of MCP_TOKEN',
    );
  });
  app.use('/mcp', express.json({ limit: MCP_LIMITS.bytesMax }));

  async function open(): Promise<StreamableHTTPServerTransport> {
    const agent = randomUUID();
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => agent,
      enableJsonResponse: true,
      onsessioninitialized: (id) => {
        sessions.set(id, { transport, heardMs: nowMs() });
      },
    });
    transport.onclose = () => {
      desk.giveBrain(agent);
      sessions.delete(agent);
    };
    await createMcpServer({ host, shows, desk }, agent).connect(transport);
    return transport;
  }

  app.all('/mcp', (request, response, next) => {
    const id = request.headers['mcp-session-id'];
    const known = typeof id === 'string' ? sessions.get(id) : undefined;
    if (id !== undefined && !known) return problem(response, 404, 'this session has ended; begin a new one');
    if (known) known.heardMs = nowMs();
    if (!known && !makeRoom(sessions, nowMs()))
      return problem(response, 503, `at most ${MCP_LIMITS.sessionsMax} agents at once`);
    (known ? Promise.resolve(known.transport) : open())
      .then(async (transport) => {
        await transport.handleRequest(request, response, request.body);
        // What did not begin a session is nobody's.
        if (transport.sessionId === undefined) await transport.close();
      })
      .catch(next);
  });
  app.use('/mcp', ((error, _request, response, next) => {
    if (error.type === 'entity.too.large')
      return problem(response, 413, `at most ${MCP_LIMITS.bytesMax} bytes`);
    if (error.type === 'entity.parse.failed') return problem(response, 400, 'the body is not JSON');
    return next(error);
  }) as express.ErrorRequestHandler);
  return {
    async close() {
      await Promise.all([...sessions.values()].map(({ transport }) => transport.close()));
    },
  };
}

/** True when one more agent has a place: one that went away without a word gives up its own. */
function makeRoom(sessions: Map<string, Session>, nowMs: number): boolean {
  if (sessions.size < MCP_LIMITS.sessionsMax) return true;
  const [oldest] = [...sessions.values()].sort((a, b) => a.heardMs - b.heardMs);
  if (nowMs - oldest.heardMs < MCP_LIMITS.idleMs) return false;
  void oldest.transport.close();
  return true;
}
