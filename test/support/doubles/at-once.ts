import type {Keeper, Writer} from '../../../src/domain/ports.js';

/** Keeps each window by itself, without waiting for others to share a request. */
export function atOnce(writer: Writer, room: Keeper['room'] = () => undefined): Keeper {
  return {
    write: (points, options) => writer.write(points, options),
    async keep(points, entry, options) {
      if (points.length > 0) await writer.write(points, options);
      await writer.write([entry], options);
    },
    room,
  };
}
