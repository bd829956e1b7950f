export { senseGuests } from './sense-guests.ts';
