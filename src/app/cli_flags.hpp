#pragma once
#include <string>

namespace CLI {
class App;
}

namespace jurymast::app {

/// `--config FILE`, the same for every command that reads the configuration; its default is what the string holds.
void add_config_flag(CLI::App& command, std::string& config);
/// `--json`, the same for every command that has a result.
void add_json_flag(CLI::App& command, bool& json);

}  // namespace jurymast::app
