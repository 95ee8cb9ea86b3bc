/** Tests have the Polish words of every page. */
import { loadWords, type WordsFile } from '../../src/words';

const files = Object.keys(import.meta.glob('../../src/words/pl/*.ts')).map((path) => path.replace(/.*\/|\.ts$/g, ''));
await loadWords(files as WordsFile[]);
