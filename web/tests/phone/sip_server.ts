/**
 * The other end of the telephone's WebSocket: a SIP server in a few lines, by which a test says what the network and Asterisk do.
 * The telephone under test is the real one, on the real JsSIP.
 */
import { FakeConnection, FakeStream, SDP } from './fakes';

interface Message {
  method: string;
  status: number;
  headers: Map<string, string[]>;
  body: string;
}

export class SipServer {
  readonly received: Message[] = [];
  readonly sockets: ServerSocket[] = [];
  /** Whether REGISTER is answered, with what; 0: never. */
  registerStatus = 200;
  /** Whether a re-INVITE is answered, with what; 0: never. */
  reinviteStatus = 200;
  /** New sockets are let in. */
  isUp = true;
  #invites = 0;
  #dialog: { callId: string; local: string; remote: string } | null = null;

  install(): void {
    const open = (url: string): ServerSocket => new ServerSocket(this, url);
    FakeConnection.made.length = 0;
    Object.assign(globalThis, {
      window: globalThis,
      RTCPeerConnection: FakeConnection,
      RTCSessionDescription: class {
        constructor(init: object) {
          Object.assign(this, init);
        }
      },
      MediaStream: FakeStream,
      WebSocket: function (url: string) {
        return open(url);
      },
    });
  }

  get socket(): ServerSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  }

  requests(method: string): Message[] {
    return this.received.filter((one) => one.method === method);
  }

  statuses(): number[] {
    return this.received.filter(({ status }) => status > 0).map(({ status }) => status);
  }

  /** An INVITE of a new call; what comes back is its Call-ID. */
  invite(headers: string[] = []): string {
    const callId = `call-${++this.#invites}`;
    this.#dialog = { callId, local: `server-${this.#invites}`, remote: '' };
    this.#send(
      `INVITE sip:web-1@s724 SIP/2.0`,
      callId,
      `<sip:desk@s724>;tag=server-${this.#invites}`,
      '<sip:web-1@s724>',
      '1 INVITE',
      ['Contact: <sip:desk@127.0.0.1>', 'Content-Type: application/sdp', ...headers],
      SDP,
    );
    return callId;
  }

  cancel(callId: string): void {
    const number = callId.replace('call-', '');
    this.#send(
      `CANCEL sip:web-1@s724 SIP/2.0`,
      callId,
      `<sip:desk@s724>;tag=server-${number}`,
      '<sip:web-1@s724>',
      '1 CANCEL',
      [],
      '',
      `z9hG4bK${number}INVITE`,
    );
  }

  ack(): void {
    this.#inDialog('ACK', 1);
  }

  bye(): void {
    this.#inDialog('BYE', 2);
  }

  #inDialog(method: string, sequence: number): void {
    const dialog = this.#dialog;
    if (dialog === null) throw new Error('no call');
    this.#send(
      `${method} sip:web-1@s724 SIP/2.0`,
      dialog.callId,
      `<sip:desk@s724>;tag=${dialog.local}`,
      `<sip:web-1@s724>;tag=${dialog.remote}`,
      `${sequence} ${method}`,
      [],
    );
  }

  #send(
    line: string,
    callId: string,
    from: string,
    to: string,
    cseq: string,
    headers: string[],
    body = '',
    branch = `z9hG4bK${callId.replace('call-', '')}${cseq.split(' ')[1]}`,
  ): void {
    const via = `Via: SIP/2.0/WS 127.0.0.1:7240;branch=${branch}`;
    const all = [
      line,
      via,
      'Max-Forwards: 70',
      `From: ${from}`,
      `To: ${to}`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq}`,
      ...headers,
      `Content-Length: ${body.length}`,
    ];
    this.socket.deliver(`${all.join('\r\n')}\r\n\r\n${body}`);
  }

  /** What a socket has sent. */
  take(socket: ServerSocket, text: string): void {
    const message = parse(text);
    this.received.push(message);
    const to = message.headers.get('to')?.[0] ?? '';
    if (message.status >= 200 && this.#dialog?.callId === message.headers.get('call-id')?.[0]) {
      this.#dialog!.remote = /tag=([^;]+)/.exec(to)?.[1] ?? '';
    }
    if (message.method === 'REGISTER') this.#answer(socket, message, this.registerStatus, message.headers.get('contact') ?? []);
    else if (message.method === 'INVITE' && to.includes('tag=')) this.#answer(socket, message, this.reinviteStatus, ['<sip:desk@127.0.0.1>'], SDP);
    else if (message.method === 'INVITE') this.#answer(socket, message, 200, ['<sip:echo@127.0.0.1>'], SDP);
    else if (message.method === 'BYE') this.#answer(socket, message, 200, []);
  }

  #answer(socket: ServerSocket, { headers }: Message, status: number, contacts: string[], body = ''): void {
    if (status === 0) return;
    const header = (name: string): string => headers.get(name)?.[0] ?? '';
    const to = header('to').includes('tag=') ? header('to') : `${header('to')};tag=answered`;
    const lines = [
      `SIP/2.0 ${status} OK`,
      `Via: ${header('via')}`,
      `From: ${header('from')}`,
      `To: ${to}`,
      `Call-ID: ${header('call-id')}`,
      `CSeq: ${header('cseq')}`,
    ];
    lines.push(...contacts.map((one) => `Contact: ${one}`));
    if (body) lines.push('Content-Type: application/sdp');
    socket.deliver(`${lines.join('\r\n')}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  }
}

/** A WebSocket whose other end is the server. */
export class ServerSocket {
  onopen: (() => void) | null = null;
  onclose: ((event: { wasClean: boolean; code: number; reason: string }) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  binaryType = '';
  readyState = 0;
  /** Open, but nothing gets through: a network that went away without a word. */
  isDeaf = false;

  constructor(
    readonly server: SipServer,
    readonly url: string,
  ) {
    server.sockets.push(this);
    setTimeout(() => {
      if (this.readyState !== 0) return;
      if (!server.isUp) return this.break();
      this.readyState = 1;
      this.onopen?.();
    }, 5);
  }

  send(text: string): void {
    if (!this.isDeaf) setTimeout(() => this.server.take(this, text), 1);
  }

  deliver(text: string): void {
    setTimeout(() => {
      if (!this.isDeaf && this.readyState === 1) this.onmessage?.({ data: text });
    }, 1);
  }

  close(): void {
    this.readyState = 3;
  }

  break(): void {
    this.readyState = 3;
    this.onclose?.({ wasClean: false, code: 1006, reason: '' });
  }
}

function parse(text: string): Message {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  const status = first.startsWith('SIP/2.0') ? Number(first.split(' ')[1]) : 0;
  return { method: status ? '' : (first.split(' ')[0] ?? ''), status, headers, body: rest.join('\r\n\r\n') };
}
