// What can be published with one click, made anew each time so that its times are now.

const now = () => new Date().toISOString();
const json = (value) => JSON.stringify(value, null, 2);
let made = 0;

export const EXAMPLES = {
  "Hand-made alarm": () =>
    json({
      AlarmName: `hand-made-${++made}`,
      AlarmDescription: "Somebody published this by hand",
      NewStateValue: "ALARM",
      OldStateValue: "OK",
      NewStateReason: "Just to see what the bot does with it",
      StateChangeTime: now(),
      Trigger: { Namespace: "Demo", MetricName: "Curiosity", Threshold: 80, ComparisonOperator: "GreaterThanThreshold" },
    }),
  "S3 event": () =>
    json({
      Records: [
        {
          eventSource: "aws:s3",
          eventName: "ObjectRemoved:Delete",
          eventTime: now(),
          awsRegion: "eu-west-1",
          s3: { bucket: { name: "demo-invoices" }, object: { key: "2026/november/invoice+0042.pdf" } },
        },
      ],
    }),
  "Plain text": () => "Nightly backup finished: 12 of 12 volumes, 48 GB in 14 minutes.",
  "Hostile text": () =>
    json({
      AlarmName: `<!channel> *free* <https://evil.example|bank> ${++made}`,
      NewStateValue: "ALARM",
      NewStateReason: "@here <!everyone> `click` <https://evil.example/?q=1|the runbook> &lt;!here&gt;",
      StateChangeTime: now(),
    }),
};
