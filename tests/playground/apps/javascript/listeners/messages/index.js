const { greet } = require('./sample-message');

module.exports.register = (app) => {
  app.message(/^(hi|hello)\b/i, greet);
};
