/** What stands in the place of an embedded image or file. OpenCode adds one when the agent reads such a file. */
export const LEFT_OUT = '[An attachment was left out: this review reads text only.]';

/** An embedded file as an address that holds it; no other address is a file of ours. */
export const DATA_URL = /^data:[\w.+-]+\/[\w.+-]+;base64,/u;
