// An MCP server behind the gateway: the lock comes in headers, the signed receipt goes back in the result's _meta.
// usage: node provider.mjs DOMAIN_FILE KEY_FILE
// Prints its port. Tools: echo, which is paid for; broken, which fails; forger, which signs with another key.
import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { formatUnits, parseUnits } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { z } from "zod";
import { USAGE_RECEIPT } from "./typed-data.mjs";

const PRICE = "0.002";

const [domainFile, keyFile] = process.argv.slice(2);
if (keyFile === undefined) {
  console.error("usage: node provider.mjs DOMAIN_FILE KEY_FILE");
  process.exit(2);
}
const { domain } = JSON.parse(readFileSync(domainFile, "utf8"));
const key = readFileSync(keyFile, "utf8").trim();
const provider = privateKeyToAccount(key.startsWith("0x") ? key : `0x${key}`);
const stranger = privateKeyToAccount(generatePrivateKey());

async function receipt(headers, signer) {
  const message = {
    intentId: headers["fluxledger-intent"],
    payer: headers["fluxledger-payer"],
    provider: provider.address,
    usedNanos: parseUnits(PRICE, 9),
    inputTokens: 0n,
    outputTokens: 0n,
    payoutChainId: BigInt(headers["fluxledger-payout-chain-id"]),
    nonce: `0x${randomBytes(32).toString("hex")}`,
    timestampMs: BigInt(Date.now()),
  };
  const signature = await signer.signTypedData({
    domain,
    types: { UsageReceipt: USAGE_RECEIPT },
    primaryType: "UsageReceipt",
    message,
  });
  const { usedNanos, ...rest } = message;
  return {
    ...rest,
    used: formatUnits(usedNanos, 9),
    inputTokens: 0,
    outputTokens: 0,
    payoutChainId: Number(message.payoutChainId),
    timestampMs: Number(message.timestampMs),
    signature,
  };
}

function server() {
  const mcp = new McpServer({ name: "example", version: "1.0.0" });
  const input = { text: z.string() };
  const result = async (text, extra, signer) => ({
    content: [{ type: "text", text }],
    _meta: { "fluxledger/receipt": await receipt(extra.requestInfo.headers, signer) },
  });
  mcp.registerTool("echo", { inputSchema: input }, ({ text }, extra) => result(text, extra, provider));
  mcp.registerTool("forger", { inputSchema: input }, ({ text }, extra) => result(text, extra, stranger));
  mcp.registerTool("broken", { inputSchema: input }, () => {
    throw new Error("the tool is broken");
  });
  mcp.registerTool("gift", { inputSchema: input }, ({ text }, extra) => ({
    content: [{ type: "text", text: `${text} ${extra.requestInfo.headers["fluxledger-intent"] ?? "unpaid"}` }],
  }));
  return mcp;
}

const sessions = new Map();

const http = createServer(async (request, response) => {
  if (request.method !== "POST") {
    response.writeHead(405).end();
    return;
  }
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  const id = request.headers["mcp-session-id"];
  let transport = sessions.get(id);
  if (transport === undefined) {
    if (body.method !== "initialize") {
      response.writeHead(404).end();
      return;
    }
    transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      // Plain JSON where it is asked for, events otherwise: the gateway passes both.
      enableJsonResponse: process.env.MCP_JSON === "1",
      onsessioninitialized: (session) => sessions.set(session, transport),
    });
    await server().connect(transport);
  }
  await transport.handleRequest(request, response, body);
});
http.listen(0, "127.0.0.1", () => console.log(http.address().port));
