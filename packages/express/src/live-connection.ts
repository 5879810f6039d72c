/** What stays open: a WebSocket (of `ws`, for example), a response, a socket. */
export interface LiveConnection {
  on(event: "close", listener: () => void): unknown;
  /** WebSockets: a closing handshake, with a code and a reason. */
  close?(code?: number, reason?: string): unknown;
  /** WebSockets whose other side does not answer. */
  terminate?(): unknown;
  /** Responses and sockets. */
  end?(): unknown;
  destroy?(): unknown;
}
