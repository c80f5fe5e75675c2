const MIN_WORDS = 2;

module.exports.buildForm = () => ({
  type: 'modal',
  callback_id: 'sample_view_id',
  title: { type: 'plain_text', text: 'A task' },
  submit: { type: 'plain_text', text: 'Send' },
  blocks: [
    {
      type: 'input',
      block_id: 'task',
      label: { type: 'plain_text', text: 'What is to be done?' },
      element: { type: 'plain_text_input', action_id: 'text' },
    },
    {
      type: 'input',
      block_id: 'channel',
      label: { type: 'plain_text', text: 'Where?' },
      element: { type: 'conversations_select', action_id: 'where' },
    },
  ],
});

module.exports.acceptForm = async ({ ack, body, client, view }) => {
  const values = view.state.values;
  const task = values.task.text.value;
  if (task.split(/\s+/).length < MIN_WORDS) {
    await ack({ response_action: 'errors', errors: { task: 'Use at least two words.' } });
    return;
  }
  await ack();
  await client.chat.postMessage({
    channel: values.channel.where.selected_conversation,
    text: `<@${body.user.id}> asks: ${task}`,
  });
};
