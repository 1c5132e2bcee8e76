/** What is used of the library. It is loaded through this file, so that a bundle leaves out the rest of it. */
export { compile } from 'json-p3';
