// The hub, alive as long as any page of the browser is open.
import { Hub } from "./hub";

const hub = new Hub();
addEventListener("connect", (event) => {
  const [port] = (event as MessageEvent).ports;
  if (port) hub.connect(port);
});
