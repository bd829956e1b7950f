/** A request that is turned away: status and code for programs, message and advice for people. */
export class HttpTrouble extends Error {
  readonly status: number;
  readonly code: string;
  readonly advice: string;

  constructor(status: number, code: string, message: string, advice: string) {
    super(message);
    this.name = 'HttpTrouble';
    this.status = status;
    this.code = code;
    this.advice = advice;
  }
}
