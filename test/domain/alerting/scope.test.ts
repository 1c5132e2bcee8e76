import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Scope } from '../../../shared/domain/alerting/override.ts';
import { parseScope, scopeText } from '../../../shared/domain/alerting/scope.ts';

describe('a scope', () => {
  it.each<[string, Scope | undefined]>([
    ['rota', { kind: 'monitor', name: 'rota' }],
    ['monitor:rota', { kind: 'monitor', name: 'rota' }],
    ['group:Public web', { kind: 'group', name: 'Public web' }],
    ['group:web: EU', { kind: 'group', name: 'web: EU' }],
    ['tag:eu', { kind: 'tag', name: 'eu' }],
    [' tag: eu ', { kind: 'tag', name: 'eu' }],
    ['all', { kind: 'everything' }],
    ['monitor:all', { kind: 'monitor', name: 'all' }],
    ['tag:all', { kind: 'tag', name: 'all' }],
    ['', undefined],
    ['group:', undefined],
    ['group: ', undefined],
    ['team:web', undefined],
  ])('%j is read', (text, scope) => {
    expect(parseScope(text)).toEqual(scope);
  });

  it('is read as it was written, whatever the name', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.trim() === text);
    fc.assert(
      fc.property(fc.constantFrom('monitor', 'group', 'tag'), name, (kind, text) => {
        const scope: Scope = { kind, name: text };
        expect(parseScope(scopeText(scope))).toEqual(scope);
      }),
    );
  });
});
