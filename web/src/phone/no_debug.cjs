/**
 * In the place of the package `debug`, by which JsSIP would write to the console for who debugs it: a consultant's browser need not load
 * what never writes. In the form in which JsSIP asks for it, called and as `default`.
 */
const silent = Object.assign(() => {}, { log: () => {} });
const debug = Object.assign(() => silent, { log: () => {} });

module.exports = debug;
module.exports.default = debug;
