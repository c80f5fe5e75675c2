const { App, LogLevel } = require('@slack/bolt');
const { registerListeners } = require('./listeners');

const app = new App({
  token: process.env.SLACK_BOT_TOKEN,
  appToken: process.env.SLACK_APP_TOKEN,
  socketMode: true,
  logLevel: LogLevel.INFO,
  // The only option that a starter template does not need: where Slack is.
  clientOptions: { slackApiUrl: process.env.SLACK_API_URL || 'https://slack.com/api/' },
});

registerListeners(app);

(async () => {
  await app.start();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
