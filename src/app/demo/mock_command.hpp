#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace jurymast::app {

/// What `jurymast mock` takes on its command line; times and the script are read by run_mock.
struct MockOptions {
  std::string listen = "127.0.0.1:0";
  std::string tag;
  std::uint64_t tokens = 8;
  std::string first_token = "0ms";
  std::string token_every = "0ms";
  std::string background = "200ms";
  std::vector<std::string> models;
  std::uint64_t slots = 0;
  bool require_key = false;
  bool allow_inspect = false;
  std::string script;     ///< path of a JSON file with rules
  std::string port_file;  ///< path the port is written to once it is open
  bool json = false;      ///< say where it listens as a JSON object
};

/// Serves until SIGTERM or SIGINT and gives the exit code: 0, 2 for options or a script that cannot be read, 5 where it cannot listen.
/// Must run before any other thread is started, as it takes over both signals.
int run_mock(const MockOptions& options, Clock& clock);

}  // namespace jurymast::app
