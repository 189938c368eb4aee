// Whether the zones of a world hold a record: what SES looks for before it calls an identity verified.
import { buildZones, type LabZones, zoneOf } from './zones.ts';
import { absolute } from './names.ts';
import { typeNumber } from './rdata.ts';

/** Reads the zones at the first question. */
export const publishes = (zones: LabZones): ((name: string, type: string) => boolean) => {
  let built: ReturnType<typeof buildZones> | null = null;
  return (name, type) => {
    built ??= buildZones(zones, '127.0.0.1');
    const owner = absolute(name, '');
    const records = zoneOf(built, owner)?.nodes.get(owner) ?? [];
    return records.some((record) => record.type === typeNumber(type));
  };
};
