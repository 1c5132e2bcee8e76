import { describe, expect, it } from 'vitest';
import { parseFleet } from '../../../shared/config/index.ts';

const read = (entry: object) =>
  parseFleet(JSON.stringify({ monitors: [{ id: 'api', alert: { to: [] }, ...entry }] }), { file: 'monitors.yaml' });

function monitorOf(entry: object) {
  const outcome = read(entry);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.fleet.monitors[0];
}

const messagesOf = (entry: object): string[] => {
  const outcome = read(entry);
  return outcome.ok ? [] : outcome.problems.map(({ path, message }) => `${path}: ${message}`);
};

describe('a monitor of kind grpc', () => {
  it('is a host and a port, asked over TLS about the server as a whole', () => {
    const usual = { kind: 'grpc', tls: true, service: '', metadata: {}, allowPrivate: false };
    expect(monitorOf({ grpc: 'api.example.org:443' })?.target).toEqual({
      ...usual,
      host: 'api.example.org',
      port: 443,
    });
    expect(monitorOf({ grpc: '[2606:4700::1]:50051' })?.target).toMatchObject({ host: '2606:4700::1', port: 50051 });
  });

  it('may say which service is meant, and what is sent with the question', () => {
    const grpc = {
      host: '10.0.0.8',
      port: 50051,
      tls: false,
      service: 'rota.v1.Rota',
      metadata: { authorization: 'Bearer ${env:TOKEN}' },
      allowPrivate: true,
    };
    expect(monitorOf({ grpc })).toMatchObject({ target: { kind: 'grpc', ...grpc }, assertions: [] });
  });

  it.each<[object, RegExp]>([
    [{ grpc: 'api.example.org' }, /the port is missing/],
    [{ grpc: 'https://api.example.org:443' }, /this is a URL; write host and port alone/],
    [{ grpc: { host: 'api.example.org', port: 0 } }, /grpc\.port/],
    [{ grpc: '10.0.0.8:50051' }, /private address/],
    [{ grpc: '169.254.169.254:80' }, /never probed/],
    [{ grpc: { host: 'a.example', port: 1, metadata: { 'grpc-timeout': '1S' } } }, /set by the probe itself/],
    [{ grpc: { host: 'a.example', port: 1, metadata: { 'Content-Type': 'x' } } }, /set by the probe itself/],
    [{ grpc: { host: 'a.example', port: 1, metadata: { te: 'x' } } }, /set by the probe itself/],
    [{ grpc: { host: 'a.example', port: 1, metadata: { authorization: 'Bearer x' } } }, /carries a secret/],
    [{ grpc: { host: 'a.example', port: 1, tls: false }, expect: { certificate: { days: 14 } } }, /without TLS/],
    [{ grpc: 'a.example:1', expect: { status: 200 } }, /nothing of the kind can be expected of a monitor of kind grpc/],
  ])('is refused: %j', (entry, message) => {
    expect(messagesOf(entry).join('\n')).toMatch(message);
  });

  it('takes over what is expected of every certificate only where there is one', () => {
    const subjectsOf = (tls: boolean) => {
      const file = {
        defaults: { expect: { certificate: { days: 14 } } },
        monitors: [{ id: 'a', grpc: { host: 'a.example', port: 1, tls } }],
      };
      const outcome = parseFleet(JSON.stringify(file), { file: 'monitors.yaml' });
      return outcome.ok ? outcome.fleet.monitors[0]?.assertions.map(({ subject }) => subject) : outcome.problems;
    };
    expect(subjectsOf(true)).toEqual(['certificate']);
    expect(subjectsOf(false)).toEqual([]);
  });
});
