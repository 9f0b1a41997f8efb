// What csp_evaluator says of a content security policy, the argument: a line of
// JSON, each finding with its severity (10 is high, 100 nothing to do).
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { CspEvaluator } = require('csp_evaluator/dist/evaluator.js');
const { CspParser } = require('csp_evaluator/dist/parser.js');

const findings = new CspEvaluator(new CspParser(process.argv[2]).csp).evaluate();
console.log(JSON.stringify(findings.map(({ severity, directive, value, description }) =>
	({ severity, directive, value, description }))));
