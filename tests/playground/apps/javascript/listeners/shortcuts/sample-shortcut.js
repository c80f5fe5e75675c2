const { buildForm } = require('../views/sample-view');

module.exports.openForm = async ({ ack, client, shortcut }) => {
  await ack();
  await client.views.open({ trigger_id: shortcut.trigger_id, view: buildForm() });
};
