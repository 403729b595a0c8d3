#include "app/demo/mock_cli.hpp"

#include <CLI/CLI.hpp>

namespace jurymast::app {

void declare_mock(CLI::App& command, MockOptions& options) {
  command.add_option("--listen", options.listen, "Where to listen; port 0 takes a free one")
      ->type_name("HOST:PORT")
      ->capture_default_str();
  command.add_option("--port-file", options.port_file, "Write the port here once it is open")->type_name("FILE");
  command.add_option("--tag", options.tag, "Begin every token with this, so that answers of two mocks can be told apart")
      ->type_name("TEXT");
  command.add_option("--tokens", options.tokens, "Tokens of an answer")->type_name("COUNT")->capture_default_str();
  command.add_option("--first-token", options.first_token, "Wait before the first token")->type_name("TIME")->capture_default_str();
  command.add_option("--token-every", options.token_every, "Wait between tokens of a stream")
      ->type_name("TIME")
      ->capture_default_str();
  command.add_option("--background", options.background, "Time a background response takes")
      ->type_name("TIME")
      ->capture_default_str();
  command.add_option("--models", options.models, "Know these models alone; default: every name")
      ->type_name("NAME,...")
      ->delimiter(',');
  command.add_option("--slots", options.slots, "Answer so many requests at once and queue the others; 0: all")
      ->type_name("COUNT")
      ->capture_default_str();
  command.add_flag("--require-key", options.require_key, "Refuse requests without a key");
  command.add_flag("--allow-inspect", options.allow_inspect,
                   "Keep the last request, body and key included, for GET /_mock/last-request");
  command.add_option("--script", options.script, "Faults from the start, as POST /_mock/faults takes them")->type_name("FILE");
  command.add_flag("--json", options.json, "Print where it listens as JSON: {\"listening\": URL}");
  command.footer(
      "Prints `mock listening on http://HOST:PORT` when it is ready. Faults come from the model's name (mock-fault:...), a\n"
      "script, or live: POST, GET, DELETE /_mock/faults; GET /_mock/attempts tells every attempt. docs/mock.md has them all.\n"
      "Exit codes: 0 ended by SIGTERM or SIGINT, 2 usage or an unreadable script, 5 it cannot listen.");
}

int run_mock(const MockOptions& options) {
  SystemClock clock;
  return run_mock(options, clock);
}

}  // namespace jurymast::app
