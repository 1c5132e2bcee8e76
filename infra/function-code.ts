/**
 * The code of a function: one minified ES module and the files that go beside it, made by esbuild at synthesis. Needs
 * neither Docker nor a network.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildResult, buildSync } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const QUICKER_HTTP = join(ROOT, 'infra', 'node-http.cjs');
const WEBSOCKET_CLIENT = join(ROOT, 'node_modules', 'ws', 'lib', 'websocket.js');
const LAMBDA_CREDENTIALS = join(ROOT, 'infra', 'lambda-credentials.ts');

export interface FunctionSource {
  /** Folder below `functions`; its `index.ts` exports `handler`. */
  readonly name: string;
  /** Written as JSON beside the bundle, by file name. */
  readonly files: Readonly<Record<string, unknown>>;
}

export function functionCode(source: FunctionSource): Code {
  return Code.fromAsset(join(ROOT, 'functions', source.name), {
    // The hash of what comes out, so that nothing is deployed that has not changed.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('not-used'),
      local: {
        tryBundle: (folder) => {
          bundleFunction(source, folder);
          return true;
        },
      },
    },
  });
}

/** Writes `index.mjs`, its chunks and the files into `folder`; the metafile tells which modules are inside. */
export function bundleFunction(source: FunctionSource, folder: string): BuildResult<{ metafile: true }> {
  for (const [file, content] of Object.entries(source.files)) {
    writeFileSync(join(folder, file), JSON.stringify(content));
  }
  writeFileSync(join(folder, 'client-h2.js'), '// HTTP/2 is off: nothing of undici asks this module for anything.\n');
  return buildSync({
    absWorkingDir: ROOT,
    entryPoints: [join('functions', source.name, 'index.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    // What is imported only when it is needed becomes a file of its own, which is read only then.
    splitting: true,
    bundle: true,
    minify: true,
    metafile: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // The CommonJS builds of the AWS SDK, which come first by default, cannot be loaded from an ES module.
    mainFields: ['module', 'main'],
    alias: {
      'node:http': QUICKER_HTTP,
      http: QUICKER_HTTP,
      // Its main module brings a server too.
      ws: WEBSOCKET_CLIENT,
      '@aws-sdk/credential-provider-node': LAMBDA_CREDENTIALS,
    },
    // What undici loads only where WebAssembly has no SIMD, which Lambda has, for an experiment of its own, or for a body
    // that is a form; its HTTP/2, for which an empty module lies beside the bundle; and what the AWS SDK loads only in
    // a browser, or for operations that stream.
    external: [
      './client-h2.js',
      '*/llhttp/llhttp-wasm.js',
      '*/milo/simd.js',
      '*/milo/no-simd.js',
      '*/web/fetch/body.js',
      '*/web/fetch/formdata',
      '*/web/webidl',
      'bowser',
      '@smithy/core/event-streams',
    ],
    // What is left of CommonJS in the bundle asks for `require`.
    banner: { js: "import{createRequire as nodeRequire}from'node:module';const require=nodeRequire(import.meta.url);" },
    legalComments: 'none',
    logLevel: 'warning',
  });
}
