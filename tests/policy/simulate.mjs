// Decides cases with npm @cloud-copilot/iam-simulate: one case a line in, its verdict and its milliseconds a line out. A tool of the tests only.
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(pathToFileURL(process.argv[2] + '/'));
const { runSimulation } = require('@cloud-copilot/iam-simulate');
const named = (list = []) => list.map((policy, i) => ({ name: `p${i}`, policy }));
const levels = (list = []) => list.map((level, i) => ({ orgIdentifier: `o${i}`, policies: named(level) }));
const verdicts = { Allowed: 'allow', ExplicitlyDenied: 'explicit-deny', ImplicitlyDenied: 'implicit-deny' };

for await (const line of createInterface({ input: process.stdin })) {
  const { request: r, policies: p } = JSON.parse(line);
  const began = performance.now();
  const answer = await runSimulation(
    {
      request: {
        principal: r.principal,
        action: r.action,
        resource: { resource: r.resource, accountId: r.resourceAccount },
        contextVariables: r.context ?? {},
      },
      identityPolicies: named(p.identity),
      serviceControlPolicies: levels(p.scp),
      resourceControlPolicies: levels(p.rcp),
      resourcePolicy: p.resource,
      permissionBoundaryPolicies: p.boundary ? named(p.boundary) : undefined,
      vpcEndpointPolicies: p.endpoint ? named(p.endpoint) : undefined,
      sessionPolicy: p.session?.[0],
    },
    {},
  );
  const took = (performance.now() - began).toFixed(4);
  console.log(`${verdicts[answer.overallResult] ?? `error ${JSON.stringify(answer.errors ?? answer)}`.slice(0, 300)} ${took}`);
}
