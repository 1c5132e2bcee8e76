import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { certificateFacts, namesOf } from '../../shared/probes/net/certificate.ts';
import { certificateWith, utf8 } from '../fuzz/certificate.ts';
import { createSelfSigned } from '../lab/certificates.ts';

describe('the names of a certificate', () => {
  it('are those of a real one', async () => {
    const { cert } = await createSelfSigned(['a.example', '*.b.example']);
    expect(certificateFacts(new X509Certificate(cert)).names).toEqual(['a.example', '*.b.example']);
  });

  it('that hold a comma do not pass for several', async () => {
    const { cert } = await createSelfSigned(['x, DNS:bank.example, y', 'last.example']);
    const { names } = certificateFacts(new X509Certificate(cert));
    expect(names).toHaveLength(2);
    expect(names).not.toContain('bank.example');
    expect(names.at(-1)).toBe('last.example');
  });

  it('and those of whom it was issued by are told without the escapes of OpenSSL', () => {
    const issuer = [[utf8('C', 'US')], [utf8('O', 'GoDaddy.com, Inc.'), utf8('OU', 'x=y')], [utf8('CN', 'a\nO=Bank')]];
    const x509 = certificateWith({ subject: [], issuer });
    expect(x509 && certificateFacts(x509)).toMatchObject({
      subject: '',
      issuer: 'C=US O=GoDaddy.com, Inc. + OU=x\\=y CN=a O\\=Bank',
    });
  });

  it.each<[string, string[]]>([
    ['DNS:a.example, IP Address:192.0.2.1, email:x@y.example', ['a.example', '192.0.2.1']],
    ['IP Address:2001:DB8:0:0:0:0:0:1', ['2001:DB8:0:0:0:0:0:1']],
    ['DirName:"CN=a, DNS:b", DNS:c', ['c']],
    ['', []],
    ['nonsense', []],
  ])('in %j are %j', (text, names) => {
    expect(namesOf(text)).toEqual(names);
  });
});
