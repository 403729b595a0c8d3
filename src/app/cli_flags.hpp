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
/// What `--format` takes where checks find no places in files, and where they do.
inline constexpr const char* kCheckFormats = "text, json, junit, tap or markdown; default: text";
inline constexpr const char* kFindingFormats = "text, json, junit, tap, markdown or sarif; default: text";
/// `--format FORMAT`, and `--json` for the one form, of commands that make checks.
void add_format_flag(CLI::App& command, std::string& format, const char* formats);

}  // namespace jurymast::app
