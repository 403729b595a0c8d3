#include "app/cli_flags.hpp"

#include <CLI/CLI.hpp>

namespace jurymast::app {

void add_config_flag(CLI::App& command, std::string& config) {
  command.add_option("--config", config, "The configuration")->type_name("FILE")->capture_default_str();
}

void add_json_flag(CLI::App& command, bool& json) { command.add_flag("--json", json, "Print the result as JSON"); }

}  // namespace jurymast::app
