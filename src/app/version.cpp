#include "app/version.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "app/exit_code.hpp"

namespace jurymast::app {

void declare_version(CLI::App& command, VersionOptions& options) {
  command.add_flag("--json", options.json, "Print it as JSON");
}

int run_version(const VersionOptions& options) {
  const std::string text =
      options.json ? fmt::format("{{\"version\":\"{}\"}}\n", kVersion) : fmt::format("jurymast {}\n", kVersion);
  std::fputs(text.c_str(), stdout);
  return kPass;
}

}  // namespace jurymast::app
