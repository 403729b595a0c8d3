#include "app/demo/mock_command.hpp"

#include <fmt/core.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <memory>
#include <utility>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "base/units.hpp"
#include "mock/mock_server.hpp"

namespace jurymast::app {
namespace {

constexpr int kUsageExit = 2;
constexpr int kToolExit = 5;
constexpr std::size_t kScriptBytesMax = 4 * limits::kMiB;

int complain(int exit_code, const std::string& message) {
  fmt::print(stderr, "jurymast mock: {}\n", message);
  return exit_code;
}

Result<std::vector<mock::FaultRule>> read_script(const std::string& path) {
  if (path.empty()) return std::vector<mock::FaultRule>{};
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(Code::NotFound, "--script {}: cannot be opened", path);
  std::string text(kScriptBytesMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kScriptBytesMax)
    return fail(Code::Exhausted, "--script {}: larger than {}", path, size_to_text(kScriptBytesMax));
  auto rules = mock::read_rules(text);
  if (!rules) return fail(Code::Invalid, "--script {}: {}", path, rules.error().message);
  return rules;
}

Result<void> read_time(const char* option, const std::string& text, Duration& time) {
  const auto read = parse_duration(text);
  if (!read) return fail(Code::Invalid, "{}: {}", option, read.error().message);
  if (*read > mock::kFaultTimeMax) return fail(Code::Invalid, "{}: at most {}", option, to_text(mock::kFaultTimeMax));
  time = *read;
  return {};
}

Result<mock::MockSettings> settings_of(const MockOptions& options) {
  mock::MockSettings settings;
  settings.listen = options.listen;
  settings.allow_inspect = options.allow_inspect;
  settings.slots = options.slots;
  settings.api.tag = options.tag;
  settings.api.models = options.models;
  settings.api.require_key = options.require_key;
  settings.api.pace.tokens = options.tokens;
  mock::Pace& pace = settings.api.pace;
  if (auto read = read_time("--first-token", options.first_token, pace.first_token); !read)
    return tl::unexpected<Error>(read.error());
  if (auto read = read_time("--token-every", options.token_every, pace.token_every); !read)
    return tl::unexpected<Error>(read.error());
  if (auto read = read_time("--background", options.background, pace.background); !read) return tl::unexpected<Error>(read.error());
  auto rules = read_script(options.script);
  if (!rules) return tl::unexpected<Error>(rules.error());
  settings.api.rules = std::move(*rules);
  return settings;
}

bool write_port(const std::string& path, std::uint16_t port) {
  if (path.empty()) return true;
  std::ofstream file(path, std::ios::trunc);
  file << port << '\n';
  file.close();
  return !file.fail();
}

}  // namespace

int run_mock(const MockOptions& options, Clock& clock) {
  auto settings = settings_of(options);
  if (!settings) return complain(kUsageExit, settings.error().message);
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  // Blocked before the server's thread starts and inherits it, so that sigwait gets both.
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  auto server = mock::MockServer::start(std::move(*settings), clock);
  if (!server) return complain(kToolExit, server.error().message);
  if (!write_port(options.port_file, (*server)->port()))
    return complain(kToolExit, "--port-file " + options.port_file + ": cannot be written");
  const std::string origin = (*server)->origin();
  fmt::print("{}\n", options.json ? fmt::format("{{\"listening\":\"{}\"}}", origin) : "mock listening on " + origin);
  std::fflush(stdout);
  int signal = 0;
  sigwait(&ends, &signal);
  return 0;
}

}  // namespace jurymast::app
