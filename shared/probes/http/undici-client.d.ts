/** undici's client has no types of its own under the file it lives in, and its index costs twice the start-up time. */
declare module 'undici/lib/dispatcher/client.js' {
  import { Client } from 'undici';
  export default Client;
}
