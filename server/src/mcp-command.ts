import { parseArgs } from 'node:util';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';

/**
 * `troupe mcp`: joins an agent that starts programs (standard input and output) to the `/mcp` of a stage that runs elsewhere or
 * here. Every message is passed on as it is.
 */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { url: { type: 'string', default: 'http://localhost:2567' }, stage: { type: 'string' } },
  });
  const address = addressOf(values.url, values.stage);
  const token = process.env.MCP_TOKEN ?? '';
  const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };
  const stage = new StreamableHTTPClientTransport(address, { requestInit: { headers } });
  const agent = new StdioServerTransport();
  await new Promise<void>((resolve) => {
    agent.onmessage = (message) => {
      stage.send(message).catch((error: Error) => {
        console.error(`troupe mcp: ${address.origin} does not take it: ${reasonOf(error)}`);
        if ('id' in message && 'method' in message)
          void agent.send({
            jsonrpc: '2.0',
            id: message.id,
            error: {
              code: -32_000,
              message: `the stage at ${address.origin} is not there: ${reasonOf(error)}`,
            },
          });
      });
    };
    stage.onmessage = (message) => void agent.send(message);
    // The end of standard input is the end of the agent.
    agent.onclose = resolve;
    process.stdin.once('end', resolve);
    void stage.start().then(() => agent.start());
  });
  await stage.terminateSession().catch(() => {});
  await stage.close();
  return 0;
}

function addressOf(url: string, stage: string | undefined): URL {
  try {
    const address = new URL(`${stage === undefined ? '' : `/stages/${encodeURIComponent(stage)}`}/mcp`, url);
    if (address.protocol === 'http:' || address.protocol === 'https:') return address;
  } catch {
    // Told below.
  }
  throw new Error(`--url: the address of a stage, such as http://localhost:2567, not "${url}"`);
}

const reasonOf = ({ message, cause }: Error): string =>
  cause instanceof Error ? cause.message : message.slice(0, 300);
