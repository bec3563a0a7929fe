// Calls a tool through the gateway and pays for it from credits, as x402's MCP transport has it.
// usage: node call-tool.mjs GATEWAY_URL PAYER_KEY_FILE TOOL TEXT
//   GATEWAY_URL  for example http://127.0.0.1:8080/mcp/demo-000
// Prints one JSON line: {tools, required, result}; required is absent when nothing had to be paid.
import { readFileSync } from "node:fs";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { formatUnits } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { INTENT_LOCK } from "./typed-data.mjs";

const [url, keyFile, tool, text] = process.argv.slice(2);
if (text === undefined) {
  console.error("usage: node call-tool.mjs GATEWAY_URL PAYER_KEY_FILE TOOL TEXT");
  process.exit(2);
}
const key = readFileSync(keyFile, "utf8").trim();
const payer = privateKeyToAccount(key.startsWith("0x") ? key : `0x${key}`);

async function payment(required) {
  const accepted = required.accepts.find((offer) => offer.extra?.primaryType === "IntentLock");
  const { domain, message } = accepted.extra;
  const lock = {
    ...message,
    payer: payer.address,
    maxAmountNanos: BigInt(message.maxAmountNanos),
    deadlineMs: BigInt(message.deadlineMs),
    payoutChainId: BigInt(message.payoutChainId),
  };
  const signature = await payer.signTypedData({
    domain,
    types: { IntentLock: INTENT_LOCK },
    primaryType: "IntentLock",
    message: lock,
  });
  const { maxAmountNanos, ...fields } = message;
  const intent = { ...fields, payer: payer.address, maxAmount: formatUnits(lock.maxAmountNanos, 9), signature };
  return { x402Version: 2, resource: required.resource, accepted, payload: { intent } };
}

const client = new Client({ name: "example-client", version: "1.0.0" });
await client.connect(new StreamableHTTPClientTransport(new URL(url)));
try {
  const { tools } = await client.listTools();
  const call = { name: tool, arguments: { text } };
  let result = await client.callTool(call);
  const required = result.isError && result.structuredContent?.x402Version ? result.structuredContent : undefined;
  if (required !== undefined) {
    result = await client.callTool({ ...call, _meta: { "x402/payment": await payment(required) } });
  }
  console.log(JSON.stringify({ tools: tools.map(({ name }) => name).sort(), required, result }));
} finally {
  await client.close();
}
