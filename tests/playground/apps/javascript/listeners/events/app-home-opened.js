module.exports.publishHome = async ({ client, event }) => {
  if (event.tab !== 'home') return;
  const text = { type: 'mrkdwn', text: `*Welcome home, <@${event.user}>*` };
  await client.views.publish({
    user_id: event.user,
    view: { type: 'home', blocks: [{ type: 'section', text }] },
  });
};
