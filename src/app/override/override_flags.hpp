#pragma once
#include "app/override/override_client.hpp"

namespace CLI {
class App;
}

namespace jurymast::app {

/// `--author`, `--reason`, `--ticket`, `--dry-run`, `--json` and `--config`: what every command has that changes something past the configuration.
void add_change_flags(CLI::App& command, OverrideOptions& options);
/// `--approver` and `--break-glass`.
void add_approval_flags(CLI::App& command, OverrideOptions& options);

}  // namespace jurymast::app
