/** Where things are in the sandbox, the same on every machine, so that nothing of the host's layout gets in. */
export const INSIDE = {
  view: '/pr',
  work: '/work',
  home: '/home/agent',
  tmp: '/tmp',
  opencode: '/opt/gate/opencode',
  bin: '/opt/gate/bin',
  ripgrep: '/opt/gate/bin/rg',
  node: '/opt/gate/node',
  relay: '/opt/gate/relay.mjs',
  config: '/opt/gate/opencode.json',
  brokerSocket: '/run/gate/broker.sock',
  port: 4141,
} as const;

/** The only identity that exists inside. */
export const INSIDE_ID = 65534;
