import type { IRouter, Response } from 'express';
import type { Work } from '../world/works.ts';
import type { Painter } from './painter.ts';

/** Bytes named by their own hash never change. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * Mounts paintings: `GET /paintings` (what hangs now), `/paintings/<sha>` (the picture), `/paintings/<sha>/tile` (the same as a
 * repeat for cloth, PNG), `/paintings/<sha>/strokes` (JSON, coordinates in 1/8192 of the width).
 */
export function mountPaintRoutes(
  app: IRouter,
  { painter, works }: { readonly painter: Painter; readonly works: () => readonly Work[] },
): void {
  const missing = (response: Response): void => {
    response
      .status(404)
      .json({ code: 'missing', message: 'no such painting here; GET /paintings tells which there are' });
  };
  app.use('/paintings', (_request, response, next) => {
    // Pictures hold nothing of anybody; any page may show them.
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    next();
  });
  app.get('/paintings', (_request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    response.json({
      paintings: works().map(({ id, place, sha, title, why, colours, plan, brain, by }) => {
        const strokes = painter.get(sha)?.strokes === undefined ? undefined : `/paintings/${sha}/strokes`;
        return {
          id,
          place,
          sha,
          title,
          why,
          colours,
          family: plan.family,
          brain,
          by,
          url: `/paintings/${sha}`,
          tile: `/paintings/${sha}/tile`,
          strokes,
        };
      }),
    });
  });
  app.get('/paintings/:sha', (request, response) => {
    const picture = painter.get(request.params.sha);
    if (!picture) return missing(response);
    response.setHeader('Cache-Control', FOR_EVER);
    response.type(picture.mime).send(picture.bytes);
  });
  app.get('/paintings/:sha/strokes', (request, response) => {
    const picture = painter.get(request.params.sha);
    if (!picture?.strokes) return missing(response);
    response.setHeader('Cache-Control', FOR_EVER);
    response.type('json').send(picture.strokes);
  });
  app.get('/paintings/:sha/tile', async (request, response) => {
    try {
      const tile = await painter.tileOf(request.params.sha);
      if (!tile) return missing(response);
      response.setHeader('Cache-Control', FOR_EVER);
      response.type('image/png').send(tile);
    } catch (error) {
      response.status(503).json({ code: 'busy', message: (error as Error).message });
    }
  });
}
