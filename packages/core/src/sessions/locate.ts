import type { Parts } from "../parts.ts";
import { deadline } from "../stores/deadline.ts";
import type { Place } from "../users.ts";

/** A look-up that adds a word to a list must not hold a sign-in up. */
const LOCATE_MS = 300;

/** Where an address is, if the app can tell; a look-up that fails or is late leaves the place out. */
export async function locate(parts: Parts, ip: string | undefined): Promise<Place | undefined> {
  const { locate: lookUp, logger } = parts.settings;
  if (!lookUp || ip === undefined) return undefined;
  try {
    const place = await deadline(Promise.resolve(lookUp(ip)), LOCATE_MS);
    return place && { city: place.city, region: place.region, country: place.country };
  } catch (error) {
    logger.warn("locate failed; the session has no place", { error: String(error) });
    return undefined;
  }
}
