/** Where a client stands with its stage; every state is one a person can be told. */
export type ConnectionState =
  | 'idle'
  | 'connecting'
  | 'live'
  | 'reconnecting'
  | 'full'
  | 'versionMismatch'
  | 'closed'
  | 'error';
