/** What a probe may leave behind: sockets, timers, look-ups, unpackers. */
const OURS = /TCP|TLS|UDP|Timeout|DNS|QueryReq|Zlib|Immediate/;

export const heldHandles = (): number => process.getActiveResourcesInfo().filter((kind) => OURS.test(kind)).length;
