const { buildForm } = require('../views/sample-view');

module.exports.openForm = async ({ ack, body, client }) => {
  await ack();
  await client.views.open({ trigger_id: body.trigger_id, view: buildForm() });
};
