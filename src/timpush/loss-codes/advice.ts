interface Vendor {
  readonly name: string;
  /** Where the app is kept at the vendor. */
  readonly console: string;
  /** What the Chat console wants to have of it. */
  readonly credentials: string;
}

/** What to do, in sentences that fit more than one vendor. */
export function adviceFor({name, console, credentials}: Vendor) {
  return {
    ask: `Ask Tencent with this code, since its servers build the requests to ${name}.`,
    wait: `Wait, since only ${name} can mend it; if it lasts for hours, ask ${name} with this code.`,
    deadToken:
      'Do nothing while the share is steady; when it jumps, make sure that the app registers for push at every start.',
    credentials: `Compare ${credentials} in the Chat console with those in ${console}, and enter them anew.`,
    permission: `Check in ${console} that the push service is enabled and allowed for this app.`,
    slowDown: `Spread the pushes over more time, or ask ${name} for a higher rate.`,
    dailyLimit: `Send fewer marketing pushes, or apply in ${console} for a higher daily limit or a message category that has one.`,
    content: `Correct the title, text and settings of the push to what the rules of ${name} allow.`,
    category: `Apply in ${console} for the message category or channel, and send with the one that was granted.`,
    receipts: `Check that receipts are set up for this platform, since ${name} accepted the push and no receipt came.`,
  };
}
