import { showJsonSchema } from './shows/index.ts';

/** `troupe show schema`: prints the JSON Schema of shows, as it lies in assets/shows. */
export async function run(): Promise<number> {
  console.log(JSON.stringify(showJsonSchema(), null, 2));
  return 0;
}
