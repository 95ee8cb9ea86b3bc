import type { Socket } from '../../src/live/connection';
import type { FromPage, ToPage } from '../../src/live/protocol';

/** The server's end of the WebSockets that a page opens. */
export class Server {
  readonly sockets: Line[] = [];

  make = (): Socket => {
    const line = new Line();
    this.sockets.push(line);
    return line;
  };

  get last(): Line {
    const found = this.sockets.at(-1);
    if (!found) throw new Error('nobody has connected');
    return found;
  }
}

export class Line implements Socket {
  readyState = 0;
  onopen: ((event: never) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly heard: FromPage[] = [];
  isClosedByPage = false;

  send(text: string): void {
    this.heard.push(JSON.parse(text) as FromPage);
  }

  close(): void {
    this.isClosedByPage = true;
    this.readyState = 3;
  }

  accepts(): void {
    this.readyState = 1;
    this.onopen?.({} as never);
  }

  says(message: ToPage | string): void {
    this.onmessage?.({ data: typeof message === 'string' ? message : JSON.stringify(message) });
  }

  ends(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}
