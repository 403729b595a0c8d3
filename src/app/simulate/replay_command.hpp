#pragma once
#include <cstdio>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace jurymast::app {

/// What `jurymast replay` was asked.
struct ReplayOptions {
  std::vector<std::string> configs{"jurymast.toml"};  ///< those under which the log was written
  std::string state{};                                ///< the state directory; empty: what the first configuration names
  std::string id{};                                   ///< one operation alone; empty: all
  bool json = false;
};

/// Declares what `jurymast replay` takes.
void declare_replay(CLI::App& command, ReplayOptions& options);
/// Reports on stdout, complains on stderr.
int run_replay(const ReplayOptions& options);

/// Decides every operation of the log once more from its trace and compares, bit for bit. 0 where every decision is the same; 1 where one is
/// not, or where nothing could be replayed; 2 usage or configuration; 5 where the log cannot be read.
int run_replay(const ReplayOptions& options, std::FILE* out, std::FILE* complaints);

}  // namespace jurymast::app
