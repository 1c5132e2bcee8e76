/**
 * Stands in for `node:http` in bundles. An ES module that imports it reads every one of its exports at once, one of
 * which loads all of Node's own undici: 25 to 40 ms of each cold start. Fetched like this, they are read when used.
 */
module.exports = process.getBuiltinModule('node:http');
