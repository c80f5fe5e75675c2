module.exports.answerSampleCommand = async ({ ack, command, respond }) => {
  await ack();
  const button = {
    type: 'button',
    action_id: 'sample_action_id',
    text: { type: 'plain_text', text: 'Open the form' },
    value: command.text,
  };
  await respond({
    text: `You typed ${command.text}`,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: `You typed *${command.text}*` } },
      { type: 'actions', elements: [button] },
    ],
  });
};
