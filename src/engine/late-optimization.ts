/**
 * Lets the optimizing compiler of V8 begin later. A run of some seconds walks through a great deal of code once or a few
 * times; as V8 is set, a third of its processor time goes into machine code that is used for milliseconds or thrown
 * away. What is really hot, such as the analysis of a large tenant, is optimized all the same.
 */
import { setFlagsFromString } from 'node:v8';

/**
 * By the major version of Node: the names differ, V8 complains on standard error of one that it does not know, and
 * Node 24 gains nothing. Bytes of bytecode between two looks at a function (67,584), calls of it (3,000).
 */
const FLAGS: Readonly<Record<string, string>> = {
  20: '--interrupt-budget=600000',
  22: '--invocation-count-for-turbofan=20000',
};

const [major = ''] = process.versions.node.split('.');
const flag = FLAGS[major];
if (flag !== undefined) setFlagsFromString(flag);
