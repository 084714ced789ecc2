import type {Recorder, Writer} from '../../../src/domain/ports.js';

/** Keeps each window by itself, without waiting for others to share a request. */
export function atOnce(writer: Writer, room: Recorder['room'] = () => undefined): Recorder {
  return {
    write: (points, options) => writer.write(points, options),
    async record(points, entry, options) {
      if (points.length > 0) await writer.write(points, options);
      await writer.write([entry], options);
    },
    room,
  };
}
