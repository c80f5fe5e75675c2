const actions = require('./actions');
const commands = require('./commands');
const events = require('./events');
const messages = require('./messages');
const shortcuts = require('./shortcuts');
const views = require('./views');

module.exports.registerListeners = (app) => {
  for (const listeners of [actions, commands, events, messages, shortcuts, views]) {
    listeners.register(app);
  }
};
