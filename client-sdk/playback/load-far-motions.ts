import { decodeFarMotions, type FarMotions } from '@troupe/client-sdk/protocol';

const loading = new Map<string, Promise<FarMotions | undefined>>();

/**
 * The table of far motions of a server, once for all clients of this process; undefined when it has none or cannot be reached:
 * whoever is far then stands at ease. Asked again after a failure.
 *
 * @param url http(s) address of the server
 */
export function loadFarMotions(url: string): Promise<FarMotions | undefined> {
  const known = loading.get(url);
  if (known) return known;
  const coming = fetch(`${url.replace(/\/$/, '')}/assets/far-motions.bin`)
    .then(async (answer) =>
      answer.ok ? decodeFarMotions(new Uint8Array(await answer.arrayBuffer())) : undefined,
    )
    .catch(() => undefined);
  loading.set(url, coming);
  void coming.then((far) => far ?? loading.delete(url));
  return coming;
}
