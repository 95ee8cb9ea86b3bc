/** Compresses what is built once, so that the web service need not do it for each browser. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const WORTH_IT = /\.(js|css|html|svg|json|webmanifest|txt)$/;

export function compress(): Plugin {
  let folder = '';
  return {
    name: 's724-compress',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
      if (config.build.outDir.startsWith('/')) folder = config.build.outDir;
    },
    async closeBundle() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      await Promise.all(
        entries
          .filter((entry) => entry.isFile() && WORTH_IT.test(entry.name) && !entry.parentPath.includes('.vite'))
          .map(async (entry) => {
            const file = join(entry.parentPath, entry.name);
            const content = await readFile(file);
            const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
            await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }));
            await writeFile(`${file}.br`, await promisify(brotliCompress)(content, quality));
          }),
      );
    },
  };
}
