/** Paths and the port as the sandboxed processes see them. */
export type Places = {
  readonly home: string;
  readonly tmp: string;
  readonly work: string;
  readonly config: string;
  /** The directory of ripgrep: without it OpenCode would try to download one. */
  readonly bin: string;
  readonly opencode: string;
  readonly brokerSocket: string;
  /** 0 lets the relay take any free port. */
  readonly port: number;
};

/**
 * The whole environment of the relay: an allow list, never a copy of ours. OpenCode gets the same without the
 * `GATE_*` settings and with `GATE_URL`, the relay's address.
 */
export function environment(places: Places): Readonly<Record<string, string>> {
  return {
    GATE_BROKER: places.brokerSocket,
    GATE_OPENCODE: places.opencode,
    GATE_RELAY_PORT: String(places.port),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    HOME: places.home,
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    OPENCODE_CONFIG: places.config,
    ...SWITCHES,
    PATH: places.bin,
    // `opencode run` starts in $PWD, whatever its real directory is.
    PWD: places.work,
    TERM: 'dumb',
    TMPDIR: places.tmp,
    XDG_CACHE_HOME: `${places.home}/.cache`,
    XDG_CONFIG_HOME: `${places.home}/.config`,
    XDG_DATA_HOME: `${places.home}/.local/share`,
    XDG_STATE_HOME: `${places.home}/.local/state`,
  };
}

/** OpenCode's own off switches: set as well, none relied on. */
const SWITCHES = {
  OPENCODE_DISABLE_AUTOUPDATE: '1',
  OPENCODE_DISABLE_CLAUDE_CODE: '1',
  OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
  OPENCODE_DISABLE_EXTERNAL_SKILLS: '1',
  OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
  OPENCODE_DISABLE_MODELS_FETCH: '1',
  OPENCODE_DISABLE_PROJECT_CONFIG: '1',
  OPENCODE_DISABLE_SHARE: '1',
  OPENCODE_DISABLE_TERMINAL_TITLE: '1',
  OPENCODE_PURE: '1',
};
