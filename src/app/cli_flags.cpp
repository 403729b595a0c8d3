#include "app/cli_flags.hpp"

#include <CLI/CLI.hpp>

namespace jurymast::app {

void add_config_flag(CLI::App& command, std::string& config) {
  command.add_option("--config", config, "The configuration")->type_name("FILE")->capture_default_str();
}

void add_json_flag(CLI::App& command, bool& json) { command.add_flag("--json", json, "Print the result as JSON"); }

void add_format_flag(CLI::App& command, std::string& format, const char* formats) {
  CLI::Option* const named = command.add_option("--format", format, formats)->type_name("FORMAT");
  command.add_flag_callback("--json", [&format] { format = "json"; }, "Print the result as JSON")->excludes(named);
}

}  // namespace jurymast::app
