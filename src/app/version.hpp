#pragma once
#include <string_view>

namespace CLI {
class App;
}

namespace jurymast::app {

/// The version of this build, as `jurymast version` prints it.
inline constexpr std::string_view kVersion = JURYMAST_VERSION;

struct VersionOptions {
  bool json = false;
};
void declare_version(CLI::App& command, VersionOptions& options);
int run_version(const VersionOptions& options);

}  // namespace jurymast::app
