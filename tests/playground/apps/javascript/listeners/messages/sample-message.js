module.exports.greet = async ({ context, message, say }) => {
  await say({ text: `${context.matches[0]}, how are you?`, thread_ts: message.ts });
};
